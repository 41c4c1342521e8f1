import { sql, type Kysely, type RawBuilder, type Transaction } from 'kysely';
import { holdsLease } from '../relay/postgres-lease.ts';
import type { Lease } from '../relay/relay-store.ts';
import { realTime, type Time } from '../time.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- the tables are named in the SQL itself
type Database = Kysely<any>;
type Trx = Transaction<unknown>;

export interface RotationSettings {
  /** How long one third is written before the next one is emptied and written. What was sent stays for two or three of these. */
  readonly everyMs: number;
  readonly time: Time;
}

/**
 * What became of it. `held`: a transaction has that third open, or is reading it. `unsent`: something in it is not sent.
 * `empty`: nothing is in any third.
 */
export type Rotated = 'rotated' | 'empty' | 'held' | 'unsent' | 'lease-lost';

/** Empties a third of the ticked outbox when it is time: all of it at once, without leaving a dead row. */
export class Rotation {
  readonly #database: Database;
  readonly #everyMs: number;
  readonly #time: Time;
  #askAgainAt = -Infinity;

  constructor(database: Database, { everyMs = 60_000, time = realTime }: Partial<RotationSettings> = {}) {
    this.#database = database;
    this.#everyMs = everyMs;
    this.#time = time;
  }

  /** Rotates if the last time is long enough ago by the database's clock, which is asked now and then. */
  async ifDue(lease: Lease): Promise<Rotated | 'not-due'> {
    if (this.#time.nowMs() < this.#askAgainAt) return 'not-due';
    this.#askAgainAt = this.#time.nowMs() + this.#everyMs / 20;
    return (await isOld(this.#database, this.#everyMs)) ? this.rotate(lease) : 'not-due';
  }

  /** Empties what is in there as far as it can: nobody writes it any more. */
  async emptyAll(lease: Lease): Promise<void> {
    for (let third = 0; third < 3; third += 1) if ((await this.rotate(lease)) !== 'rotated') return;
  }

  /**
   * Empties the third after the one that is written, if all of it is sent, and lets services write that one. A crash here
   * leaves everything as it was. Ticks that the cursor has passed go too; never one by its age.
   */
  async rotate(lease: Lease): Promise<Rotated> {
    try {
      return await this.#database
        .transaction()
        .setIsolationLevel('read committed')
        .execute(async (trx) => ((await holdsLease(trx, lease)) ? rotateUnder(trx) : 'lease-lost'));
    } catch (error) {
      if ((error as { code?: string }).code === lockNotAvailable) return 'held';
      throw error;
    }
  }
}

async function rotateUnder(trx: Trx): Promise<Rotated> {
  const next = await slotAfterCurrent(trx);
  if (next === undefined) return 'empty';
  const third = sql.table(`holdfast.outbox_event_${next}`);
  // Waiting here would keep everybody waiting who wants to read.
  await sql`lock table ${third} in access exclusive mode nowait`.execute(trx);
  // A statement of its own: its snapshot is younger than the lock, so it sees what was committed just before it. Nobody adds
  // a row under the lock.
  if (await hasUnsent(trx, third)) return 'unsent';
  await sql`truncate ${third}`.execute(trx);
  await sql`update holdfast.outbox_rotation set slot = ${next}, since = clock_timestamp()`.execute(trx);
  await sql`delete from holdfast.outbox_tick where n < (select tick from holdfast.outbox_cursor)`.execute(trx);
  return 'rotated';
}

async function isOld(database: Database, everyMs: number): Promise<boolean> {
  const { rows } = await sql`
    select from holdfast.outbox_rotation
     where since < clock_timestamp() - ${everyMs} * interval '1 millisecond'`.execute(database);
  return rows.length > 0;
}

async function slotAfterCurrent(trx: Trx): Promise<number | undefined> {
  const { rows } = await sql<{ slot: number }>`
    select slot from holdfast.outbox_rotation
     where exists (select from holdfast.outbox_event) for no key update`.execute(trx);
  return rows[0] && (rows[0].slot + 1) % 3;
}

/** Whether a row is in there that the last batch which is sent as a whole has not seen. A missing tick says yes. */
async function hasUnsent(trx: Trx, third: RawBuilder<unknown>): Promise<boolean> {
  const { rows } = await sql`
    select from holdfast.outbox_cursor as c
      join holdfast.outbox_tick as sent on sent.n = c.tick
     where not exists (select from ${third} where xid >= pg_snapshot_xmax(sent.snapshot))
       and not exists (select from pg_snapshot_xip(sent.snapshot) as x where exists (select from ${third} where xid = x))`.execute(
    trx,
  );
  return rows.length === 0;
}

const lockNotAvailable = '55P03';
