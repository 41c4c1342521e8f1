import { sql, type Kysely } from 'kysely';
import {
  askReplays,
  dropUnsentMessage,
  listUnsentKeys,
  releaseKeys,
  releaseUnsentKey,
  unsentMessages,
  type HeldKey,
  type Operator,
} from '../../src/index.ts';

type Database = Kysely<unknown>;

const operator: Operator = { name: 'robin', because: 'they are attended to' };

/** What an operator of the two services does, again and again; each step of it may come twice. */
export class Attendant {
  readonly #garden: Database;
  readonly #library: Database;

  constructor(garden: Database, library: Database) {
    this.#garden = garden;
    this.#library = library;
  }

  /** Once around: drops what no broker takes, cures what is parked, has the dead tried again. */
  async goRound(): Promise<void> {
    for (const key of await listUnsentKeys(this.#garden)) {
      if (key.state !== 'parked' || key.firstId === null) continue;
      for (const { id, value } of await unsentMessages(this.#garden, key.firstId)) {
        if (value.byteLength > 1_000_000) await dropUnsentMessage(this.#garden, id, operator);
      }
      await releaseUnsentKey(this.#garden, key, operator);
    }
    await sql`insert into library.cure select distinct key from holdfast.consumer_parked where attempts > 0
              on conflict do nothing`.execute(this.#library);
    const { rows } = await sql<HeldKey>`
      select consumer, topic, partition, key from holdfast.consumer_parked where state = 'dead'`.execute(this.#library);
    await releaseKeys(this.#library, rows, { perSecond: 1_000, operator });
  }

  /** Has all that was handled so far replayed, which repeats nothing. */
  async replay(): Promise<void> {
    const { rows } = await sql<{ topic: string; partition: number; to: string }>`
      select topic, partition, next_offset as to from holdfast.consumer_position`.execute(this.#library);
    const ranges = rows.map(({ to, ...place }) => ({ ...place, from: 0n, to: BigInt(to) }));
    await askReplays(this.#library, ranges, { consumer: 'library.diary', again: false, perSecond: 10_000, operator });
  }

  /** Whether nobody's message waits for anybody, and no replay is under way. */
  async isIdle(): Promise<boolean> {
    const { rows } = await sql<{ left: string }>`
      select (select count(*) from holdfast.consumer_parked) +
             (select count(*) from holdfast.consumer_replay where state = 'asked') as left`.execute(this.#library);
    return rows[0]!.left === '0' && (await listUnsentKeys(this.#garden)).length === 0;
  }
}
