import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Seeded, TestDatabase } from '@holdfast/testkit';
import type { OutboxTable } from '../../src/outbox/outbox-table.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- the tables are named in the SQL itself
type Database = Kysely<any>;
// oxlint-disable-next-line typescript/no-explicit-any -- as above
type Trx = Transaction<any>;

/** Trees whose growth is told of, each in a sequence of its own: as many messages as its version says, and no others. */
export class Forest {
  readonly #database: TestDatabase<unknown>;
  readonly #tables: readonly OutboxTable[];
  readonly #chance: Seeded;
  readonly #trees: readonly string[];

  constructor(
    database: TestDatabase<unknown>,
    options: { tables: readonly OutboxTable[]; chance: Seeded; trees: number },
  ) {
    this.#database = database;
    this.#tables = options.tables;
    this.#chance = options.chance;
    this.#trees = Array.from({ length: options.trees }, (_, n) => `tree-${n}`);
  }

  async plant(): Promise<void> {
    const { owner } = this.#database;
    await sql`drop table if exists garden.tree, garden.shed`.execute(owner);
    await sql`create table garden.tree (id text primary key, version integer not null)`.execute(owner);
    await sql`create table garden.shed (tools integer)`.execute(owner);
    await sql`insert into garden.tree select id, 0 from unnest(${this.#trees}::text[]) as id`.execute(owner);
  }

  /** Writes until it is told to end: in every sequence that a service's transactions can have, and not always to the end. */
  async grow(until: AbortSignal): Promise<void> {
    while (!until.aborted) {
      const { integer, pick, next } = this.#chance;
      const isEarly = next() < 0.4;
      const restsMs = next() < 0.03 ? integer(100, 400) : integer(0, 6);
      // A commit can take long, too: its rows are written, and nobody sees them yet.
      const commitsAfterMs = next() < 0.05 ? integer(60, 300) : 0;
      const steps = {
        isEarly,
        restsMs,
        commitsAfterMs,
        isKept: next() < 0.85,
        tree: pick(this.#trees),
        events: integer(1, 3),
      };
      await this.#database.app
        .transaction()
        .execute((trx) => this.#growOne(trx, steps))
        .catch(onPurpose);
    }
  }

  /** Holds a transaction open that has written something, somewhere else, and one that only reads. */
  async linger(until: AbortSignal): Promise<void> {
    while (!until.aborted) {
      const ms = this.#chance.integer(50, 700);
      await Promise.all([
        this.#database.app.transaction().execute(async (trx) => {
          await sql`insert into garden.shed values (1)`.execute(trx);
          await pause(ms);
        }),
        this.#database.owner
          .transaction()
          .setIsolationLevel('repeatable read')
          .execute(async (trx) => {
            await sql`select from garden.shed limit 1`.execute(trx);
            await pause(ms);
          }),
      ]);
    }
  }

  /** How far each tree has grown: what has to be told of. */
  async versions(): Promise<ReadonlyMap<string, number>> {
    const { rows } = await sql<{ id: string; version: number }>`select id, version from garden.tree`.execute(
      this.#database.owner,
    );
    return new Map(rows.map(({ id, version }) => [id, version]));
  }

  async #growOne(trx: Trx, { isEarly, restsMs, commitsAfterMs, isKept, tree, events }: Growth): Promise<void> {
    // The number of a transaction is that of its first write, which may be long before it has the lock of its tree.
    if (isEarly) await sql`insert into garden.shed values (1)`.execute(trx);
    if (isEarly) await pause(restsMs);
    const { rows } = await sql<{ version: number }>`
      update garden.tree set version = version + ${events} where id = ${tree} returning version`.execute(trx);
    if (!isEarly) await pause(restsMs);
    const last = rows[0]!.version;
    const versions = Array.from({ length: events }, (_, n) => last - events + 1 + n);
    await write(
      trx,
      this.#chance.pick(this.#tables),
      versions.map((version) => rowOf(tree, version)),
    );
    if (commitsAfterMs > 0) await pause(commitsAfterMs);
    if (!isKept) throw new ChangedItsMind();
  }
}

interface Growth {
  readonly isEarly: boolean;
  readonly restsMs: number;
  readonly commitsAfterMs: number;
  readonly isKept: boolean;
  readonly tree: string;
  readonly events: number;
}

/** Rows as `createOutbox` writes them, by one statement. */
export async function write(database: Database, table: OutboxTable, rows: readonly OutboxRow[]): Promise<void> {
  await database.insertInto(table).values(rows).execute();
}

export function rowOf(tree: string, version: number): OutboxRow {
  const payload = Buffer.from(String(version));
  return { message_id: randomUUID(), topic: 'garden.events', key: tree, headers: '{}', payload };
}

type OutboxRow = { message_id: string; topic: string; key: string; headers: string; payload: Uint8Array };

class ChangedItsMind extends Error {}

function onPurpose(error: unknown): void {
  if (!(error instanceof ChangedItsMind)) throw error;
}
