import { sql, type Kysely, type Transaction } from 'kysely';
import { holdsLease, lostInACrash, releaseLease, takeLease } from '../relay/postgres-lease.ts';
import { concludeReleased, mark, parkAgain, released } from '../relay/postgres-parked.ts';
import type {
  Lease,
  Look,
  RelayStore,
  Selection,
  SelectedRow,
  SelectionSize,
  WaitingRow,
} from '../relay/relay-store.ts';
import { rollingBack } from '../relay/rolling-back.ts';
import { mayBeCut, type Most } from '../relay/within-bytes.ts';
import { adoptPiece } from './adopt-other-outbox.ts';
import { mostAdopted, moveCursor, openBatch, planByIndex, rowsOf, type Cursor, type OpenBatch } from './batch.ts';
import { Rotation, type RotationSettings } from './rotation.ts';
import type { LeftInTicks } from './ticks-first.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- the tables are named in the SQL itself
type Database = Kysely<any>;
type Trx = Transaction<unknown>;

/**
 * The outbox of the tick relay, for the relay's role: nothing in it is ever deleted but by TRUNCATE. A batch is what one
 * stored snapshot sees and the one before it does not; a cursor says how far it is sent.
 */
export function postgresTickStore(database: Database, settings: Partial<RotationSettings> = {}): RelayStore {
  return tickStore(database, new Rotation(database, settings));
}

/** What is left in there when a service has gone back to the other outbox. */
export function leftInTicks(database: Database): LeftInTicks {
  const rotation = new Rotation(database);
  return {
    store: tickStore(database, rotation),
    isLeft: () => isLeft(database),
    ended: (lease) => rotation.emptyAll(lease),
  };
}

function tickStore(database: Database, rotation: Rotation): RelayStore {
  return {
    look: () => look(database),
    async select(owner, size) {
      const selection = await selected(database, { owner, ...size });
      // Between two selections of the one who holds the lease, because that one has nothing under way then.
      if (selection) await rotation.ifDue(selection.lease);
      return selection;
    },
    conclude: (selection, count) => conclude(database, selection, count),
    park: (lease, row, reason) => park(database, lease, { row, reason }),
    released: (lease, most) =>
      inTransaction(database, async (trx) => ((await holdsLease(trx, lease)) ? released(trx, most) : 'lease-lost')),
    concludeReleased: (lease, acked) =>
      inTransaction(database, async (trx) => {
        if (!(await holdsLease(trx, lease))) return 'lease-lost';
        await concludeReleased(trx, acked);
        return 'concluded';
      }),
    parkAgain: (lease, row, reason) =>
      rollingBack<Awaited<ReturnType<RelayStore['parkAgain']>>>(database, async (trx, rollBack) => {
        if (!(await holdsLease(trx, lease))) return rollBack('lease-lost');
        return (await parkAgain(trx, row, reason)) ? 'parked' : rollBack('gone');
      }),
    release: (owner) => releaseLease(database, owner),
  };
}

function inTransaction<T>(database: Database, body: (trx: Trx) => Promise<T>): Promise<T> {
  return database.transaction().setIsolationLevel('read committed').execute(body);
}

/** What is not sent of either outbox: the other one's is taken over. */
async function look(database: Database): Promise<Look> {
  const { rows } = await sql<StoredLook>`
    select extract(epoch from clock_timestamp() - least(holdfast.oldest_outbox_event(), (
             select created_at from holdfast.outbox order by id limit 1)))::float8 * 1000 as oldest,
           case when lease_until > clock_timestamp() then owner end as owner,
           extract(epoch from lease_until - clock_timestamp())::float8 * 1000 as left,
           (select count(*)::int from holdfast.outbox_parked_key) as parked,
           exists (select from holdfast.outbox_parked_key where state = 'release') as asked
      from holdfast.relay_lease`.execute(database);
  const { oldest, owner, left, parked: parkedKeys, asked: isAsked } = rows[0]!;
  const holder = owner === null ? undefined : { owner, leftMs: left };
  return { oldestAgeMs: oldest ?? undefined, holder, parkedKeys, isAsked };
}

/** Whether something in it is not sent, or a tick is missing, so that it cannot be told. */
async function isLeft(database: Database): Promise<boolean> {
  const { rows } = await sql<{ left: boolean }>`
    select holdfast.oldest_outbox_event() is not null
        or not exists (select from holdfast.outbox_cursor as c join holdfast.outbox_tick as t on t.n = c.tick) as left`.execute(
    database,
  );
  return rows[0]!.left;
}

async function selected(
  database: Database,
  { owner, leaseMs, ...most }: SelectionSize & { owner: string },
): Promise<Selection | undefined> {
  for (let pieces = 0; ; pieces += 1) {
    const found = await inTransaction(database, async (trx) => {
      const lease = await takeLease(trx, owner, leaseMs);
      return lease && { lease, next: await nextRows(trx, lease, most) };
    });
    if (!found) return undefined;
    const { lease, next } = found;
    if (next !== 'other-outbox') return { lease, ...next };
    // The next turn goes on.
    if (pieces === mostPieces) return { lease, rows: [] };
    await inTransaction(database, async (trx) => {
      if (await holdsLease(trx, lease)) await adoptPiece(trx, mostAdopted);
    });
  }
}

async function nextRows(
  trx: Trx,
  lease: Lease,
  most: Most,
): Promise<{ rows: readonly SelectedRow[]; at?: At } | 'other-outbox'> {
  await sql`select ${lostInACrash}, ${planByIndex}`.execute(trx);
  for (;;) {
    const batch = await openBatch(trx, lease);
    if (batch === 'other-outbox') return batch;
    if (batch === 'nothing') return { rows: [] };
    const rows = await rowsOf(trx, lease, { batch, ...most });
    if (rows === 'lease-lost') return { rows: [] };
    if (rows.length > 0) return { rows, at: { batch, isLast: !mayBeCut(rows, most) } };
    if (!(await moveCursor(trx, lease, { from: batch.cursor, to: afterAll(batch.cursor) }))) return { rows: [] };
  }
}

async function conclude(database: Database, selection: Selection, count: number): ReturnType<RelayStore['conclude']> {
  const { batch, isLast } = selection.at as At;
  const passed = selection.rows.slice(0, count);
  if (passed.length === 0) return 'concluded';
  const isThrough = isLast && passed.length === selection.rows.length;
  const to = isThrough ? afterAll(batch.cursor) : { ...batch.cursor, rowId: passed.at(-1)!.id };
  const marked = passed.filter(({ isMarked }) => isMarked);
  return passTo(database, { lease: selection.lease, from: batch.cursor, to, marked });
}

/** Moves the cursor on together with all that has to move up to it. Without that, what is parked would be passed over. */
async function passTo(
  database: Database,
  { lease, from, to, marked }: { lease: Lease; from: Cursor; to: Cursor; marked: readonly SelectedRow[] },
): ReturnType<RelayStore['conclude']> {
  if (marked.length === 0) return (await moveCursor(database, lease, { from, to })) ? 'concluded' : 'lease-lost';
  return rollingBack<Awaited<ReturnType<RelayStore['conclude']>>>(database, async (trx, rollBack) => {
    if (!(await holdsLease(trx, lease))) return rollBack('lease-lost');
    if ((await copyParked(trx, marked)) !== marked.length) return rollBack('marks-gone');
    return (await moveCursor(trx, lease, { from, to })) ? 'concluded' : rollBack('lease-lost');
  });
}

async function park(
  database: Database,
  lease: Lease,
  { row, reason }: { row: WaitingRow; reason: string },
): ReturnType<RelayStore['park']> {
  return rollingBack<Awaited<ReturnType<RelayStore['park']>>>(database, async (trx, rollBack) => {
    if (!(await holdsLease(trx, lease))) return rollBack('lease-lost');
    await mark(trx, row, reason);
    const batch = await openBatch(trx, lease);
    if (typeof batch === 'string') return rollBack('gone');
    // Nothing comes into a batch that is open: these are no more than were selected with it.
    const rows = await rowsOf(trx, lease, { batch, limit: mostBefore, upTo: row.id });
    if (rows === 'lease-lost') return rollBack('lease-lost');
    if (rows.at(-1)?.messageId !== row.messageId) return rollBack('gone');
    // Whatever is refused was sent alone, so that before it there are only rows that are held back themselves. If not, the
    // mark alone is enough: the row moves when the cursor passes it.
    if (rows.every(({ isMarked }) => isMarked)) await passParked(trx, { lease, batch, rows });
    return 'parked';
  });
}

async function passParked(
  trx: Trx,
  { lease, batch: { cursor }, rows }: { lease: Lease; batch: OpenBatch; rows: readonly SelectedRow[] },
): Promise<void> {
  await copyParked(trx, rows);
  await moveCursor(trx, lease, { from: cursor, to: { ...cursor, rowId: rows.at(-1)!.id } });
}

/** Copies rows of marked keys to where an operator sees them, joined to their marks. Answers how many. */
async function copyParked(trx: Trx, rows: readonly SelectedRow[]): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into holdfast.outbox_parked (id, message_id, topic, key, headers, payload, created_at)
    select e.id, e.message_id, e.topic, e.key, e.headers, e.payload, e.created_at
      from unnest(${rows.map(({ id }) => id)}::bigint[], ${rows.map(({ messageId }) => messageId)}::uuid[]) as r (id, message_id)
      join holdfast.outbox_event as e on e.id = r.id and e.message_id = r.message_id
      join holdfast.outbox_parked_key as k on k.topic = e.topic and k.key = e.key`.execute(trx);
  return Number(numAffectedRows);
}

function afterAll({ tick }: Cursor): Cursor {
  return { tick: tick + 1n, rowId: 0n };
}

const mostPieces = 10;
const mostBefore = 10_000;

interface At {
  readonly batch: OpenBatch;
  /** Whether these are surely the last rows of it. */
  readonly isLast: boolean;
}

interface StoredLook {
  readonly oldest: number | null;
  readonly owner: string | null;
  readonly left: number;
  readonly parked: number;
  readonly asked: boolean;
}
