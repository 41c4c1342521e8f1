import {
  askReplays,
  dropUnsentMessage,
  listUnsentKeys,
  releaseKeys,
  releaseUnsentKey,
  unsentMessages,
  type HeldKey,
  type Operator,
} from '@holdfast/messaging';
import { sql } from 'kysely';
import type { TwoServices } from './two-services.ts';

const operator: Operator = { name: 'robin', because: 'they are attended to' };

/** What an operator of the two services does, again and again; each step of it may come twice. */
export class Attendant {
  readonly #garden: TwoServices['owner']['garden'];
  readonly #library: TwoServices['owner']['library'];
  readonly counts = { droppedUnsent: 0, releasedUnsent: 0, requeuedDead: 0, replays: 0 };

  constructor({ owner }: TwoServices) {
    this.#garden = owner.garden;
    this.#library = owner.library;
  }

  /** Once around: drops what no broker takes, cures what is parked, has the dead tried again. */
  async goRound(): Promise<void> {
    for (const key of await listUnsentKeys(this.#garden)) {
      if (key.state !== 'parked' || key.firstId === null) continue;
      for (const { id, value } of await unsentMessages(this.#garden, key.firstId)) {
        if (value.byteLength < 1_000_000) continue;
        await dropUnsentMessage(this.#garden, id, operator);
        this.counts.droppedUnsent += 1;
      }
      await releaseUnsentKey(this.#garden, key, operator);
      this.counts.releasedUnsent += 1;
    }
    await sql`
      insert into library.cure (tree_id, number)
      select key, (convert_from(payload, 'utf8')::jsonb ->> 'number')::int
        from holdfast.consumer_parked where attempts > 0 and convert_from(payload, 'utf8')::jsonb ? 'number'
          on conflict do nothing`.execute(this.#library);
    const { rows } = await sql<HeldKey>`
      select consumer, topic, partition, key from holdfast.consumer_parked where state = 'dead'`.execute(this.#library);
    await releaseKeys(this.#library, rows, { perSecond: 1_000, operator });
    this.counts.requeuedDead += rows.length;
  }

  /** Has the last of what was handled replayed, which repeats nothing. */
  async replay(): Promise<void> {
    const { rows } = await sql<{ topic: string; partition: number; from: string; to: string }>`
      select topic, partition, greatest(0, next_offset - 2000) as from, next_offset as to
        from holdfast.consumer_position`.execute(this.#library);
    const ranges = rows.map(({ from, to, ...place }) => ({ ...place, from: BigInt(from), to: BigInt(to) }));
    await askReplays(this.#library, ranges, { consumer: 'library.diary', again: false, perSecond: 5_000, operator });
    this.counts.replays += ranges.length;
  }

  /** Whether nobody's message waits for anybody, and no replay is under way. */
  async isIdle(): Promise<boolean> {
    const { rows } = await sql<{ left: string }>`
      select (select count(*) from holdfast.consumer_parked) +
             (select count(*) from holdfast.consumer_replay where state = 'asked') as left`.execute(this.#library);
    return rows[0]!.left === '0' && (await listUnsentKeys(this.#garden)).length === 0;
  }
}
