import { randomUUID } from 'node:crypto';
import type { AnyTransaction, AuditEntry } from '@holdfast/work';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ClusterChanged, TopicReplaced, type ConsumerStore } from '../consumer/consumer-store.ts';
import type { OpenConsumerStore } from './open-consumer-store.ts';
import { parkingBehaviour } from './parking.behaviour.ts';
import { replaysBehaviour } from './replays.behaviour.ts';

/** What every implementation of {@link ConsumerStore} promises. `open` is called for each test. */
export function consumerStoreBehaviour(name: string, open: () => Promise<OpenConsumerStore>): void {
  positionsBehaviour(name, open);
  parkingBehaviour(name, open);
  replaysBehaviour(name, open);
}

function positionsBehaviour(name: string, open: () => Promise<OpenConsumerStore>): void {
  describe(`${name} as the store of a consumer`, () => {
    let opened: OpenConsumerStore;
    let store: ConsumerStore;
    const consumer = 'garden.diary';
    const place = { topic: 'garden.events', partition: 0 };
    const [one, other] = [randomUUID(), randomUUID()];
    const claim = { token: one, clusterId: 'cluster', first: 0n };

    beforeEach(async () => {
      opened = await open();
      ({ store } = opened);
    });
    afterEach(() => opened.close());

    const inTransaction = async <T>(
      body: (trx: AnyTransaction) => Promise<T>,
      end: 'commit' | 'rollback' = 'commit',
    ) => {
      const transaction = await opened.begin();
      const answer = await body(transaction.trx);
      await transaction[end]();
      return answer;
    };
    const step = (token: string, from: bigint, to: bigint, end?: 'rollback') =>
      inTransaction((trx) => store.advance(trx, consumer, place, { token, from, to }), end);
    const seen = (...ids: string[]) => ids.map((messageId) => ({ messageId, day: '2026-11-24' }));
    const recorded = (ids: string[], by = consumer) =>
      inTransaction(async (trx) => [...(await store.record(trx, by, seen(...ids)))].toSorted());

    test('begins at the first offset that is left, once', async () => {
      expect(await store.claim(consumer, place, { ...claim, first: 7n })).toBe(7n);
      expect(await store.claim(consumer, place, { ...claim, first: 9n })).toBe(7n);
    });

    test('goes on where the last step has led, over gaps', async () => {
      await store.claim(consumer, place, claim);
      expect(await step(one, 0n, 1n)).toBe('advanced');
      expect(await step(one, 1n, 41n)).toBe('advanced');
      expect(await store.claim(consumer, place, { ...claim, token: other })).toBe(41n);
    });

    test('fences out whoever held the place before', async () => {
      await store.claim(consumer, place, claim);
      await store.claim(consumer, place, { ...claim, token: other });
      expect(await step(one, 0n, 1n)).toBe('fenced');
      expect(await step(other, 0n, 1n)).toBe('advanced');
    });

    test('fences out whoever takes a step from elsewhere', async () => {
      await store.claim(consumer, place, claim);
      await step(one, 0n, 5n);
      expect(await step(one, 0n, 1n)).toBe('fenced');
      await opened.restore(consumer, 0, 2n);
      expect(await step(one, 5n, 6n)).toBe('fenced');
    });

    test('lets a claim wait for the step that its former owner is about to commit', async () => {
      await store.claim(consumer, place, claim);
      const ending = await opened.begin();
      await store.advance(ending.trx, consumer, place, { token: one, from: 0n, to: 1n });
      const claimed = store.claim(consumer, place, { ...claim, token: other });
      await ending.commit();
      expect(await claimed).toBe(1n);
    });

    test('forgets a step and a message that were rolled back', async () => {
      await store.claim(consumer, place, claim);
      const id = randomUUID();
      await inTransaction(async (trx) => {
        await store.record(trx, consumer, seen(id));
        await store.advance(trx, consumer, place, { token: one, from: 0n, to: 1n });
      }, 'rollback');
      expect(await recorded([id])).toEqual([id]);
      expect(await step(one, 0n, 1n)).toBe('advanced');
    });

    test('holds a place without moving it on, so that a claim waits all the same', async () => {
      await store.claim(consumer, place, claim);
      await step(one, 0n, 3n);
      const holding = await opened.begin();
      expect(await store.advance(holding.trx, consumer, place, { token: one, from: 3n, to: 3n })).toBe('advanced');
      const claimed = store.claim(consumer, place, { ...claim, token: other });
      expect(await Promise.race([claimed, opened.waited()])).toBe('waits');
      await holding.commit();
      expect(await claimed).toBe(3n);
      expect(await step(one, 3n, 3n)).toBe('fenced');
    });

    test('lets one of two steps wait for the other, and fences out the second', async () => {
      await store.claim(consumer, place, claim);
      const first = await opened.begin();
      await store.advance(first.trx, consumer, place, { token: one, from: 0n, to: 1n });
      const second = step(one, 0n, 1n);
      expect(await Promise.race([second, opened.waited()])).toBe('waits');
      await first.commit();
      expect(await second).toBe('fenced');
    });

    test('knows messages again, in the same transaction and in a later one', async () => {
      const [first, second, third] = ids(3);
      const answers = await inTransaction(async (trx) => [
        await store.record(trx, consumer, seen(first, second)),
        await store.record(trx, consumer, seen(second, third)),
      ]);
      expect(answers).toEqual([new Set([first, second]), new Set([third])]);
      expect(await recorded([third, first])).toEqual([]);
    });

    test('names an id once, of which there are two copies in one call', async () => {
      const [id, another] = ids(2);
      expect(await recorded([id, another, id])).toEqual([id, another].toSorted());
      expect(await recorded([id])).toEqual([]);
    });

    test('records nothing when there is nothing', async () => {
      expect(await recorded([])).toEqual([]);
    });

    test('keeps each consumer apart', async () => {
      const id = randomUUID();
      await recorded([id]);
      expect(await recorded([id], 'garden.almanac')).toEqual([id]);
      await store.claim(consumer, place, claim);
      await step(one, 0n, 3n);
      expect(await store.claim('garden.almanac', place, claim)).toBe(0n);
    });

    test('waits for a copy that is in hand elsewhere, and goes by what became of it', async () => {
      for (const [end, left] of [
        ['commit', []],
        ['rollback', ['it']],
      ] as const) {
        const id = randomUUID();
        const holding = await opened.begin();
        await store.record(holding.trx, consumer, seen(id));
        const copy = recorded([id]);
        expect(await Promise.race([copy, opened.waited()])).toBe('waits');
        await holding[end]();
        expect((await copy).map(() => 'it')).toEqual(left);
      }
    });

    test('does not wait in a circle for copies that are in hand in another sequence', async () => {
      const [low, high] = ids(2);
      const holding = await opened.begin();
      await store.record(holding.trx, consumer, seen(low));
      const backwards = recorded([high, low]);
      expect(await Promise.race([backwards, opened.waited()])).toBe('waits');
      expect(await store.record(holding.trx, consumer, seen(high))).toEqual(new Set([high]));
      await holding.commit();
      expect(await backwards).toEqual([]);
    });

    test('keeps who had it done with what was done, and neither when that is rolled back', async () => {
      const [kept, lost] = [randomUUID(), randomUUID()];
      const entry = (messageId: string): AuditEntry => ({
        actor: 'operator:ann',
        action: 'garden.water-plant.v1',
        subject: 'oak',
        because: 'it is dry',
        messageId,
        details: { consumer },
      });
      for (const [id, end] of [
        [kept, 'commit'],
        [lost, 'rollback'],
      ] as const) {
        await inTransaction(async (trx) => {
          await store.record(trx, consumer, seen(id));
          await store.audit(trx, entry(id));
        }, end);
      }
      expect(await opened.audited()).toEqual([entry(kept)]);
    });

    test('refuses a position of another cluster, and leaves it to its owner', async () => {
      await store.claim(consumer, place, claim);
      const elsewhere = store.claim(consumer, place, { ...claim, token: other, clusterId: 'another' });
      await expect(elsewhere).rejects.toThrow(ClusterChanged);
      await expect(elsewhere).rejects.toThrow(/cluster.*cluster another/s);
      expect(await step(one, 0n, 1n)).toBe('advanced');
    });

    test('refuses a position of an earlier topic of the same name', async () => {
      await store.claim(consumer, place, { ...claim, topicId: 'first' });
      const anew = store.claim(consumer, place, { ...claim, token: other, topicId: 'second' });
      await expect(anew).rejects.toThrow(TopicReplaced);
      await expect(anew).rejects.toThrow(/with the id first.*the id second/s);
      expect(await step(one, 0n, 1n)).toBe('advanced');
    });

    test('learns the id of a topic when it is told, and keeps it when it is not', async () => {
      await store.claim(consumer, place, claim);
      await store.claim(consumer, place, { ...claim, topicId: 'first' });
      await store.claim(consumer, place, claim);
      await expect(store.claim(consumer, place, { ...claim, topicId: 'second' })).rejects.toThrow(TopicReplaced);
    });

    test('lists the positions of a consumer', async () => {
      await store.claim(consumer, place, claim);
      await store.claim('garden.almanac', place, claim);
      await step(one, 0n, 3n);
      expect(await store.positions(consumer)).toEqual([
        expect.objectContaining({ ...place, token: one, nextOffset: 3n }),
      ]);
    });
  });
}

/** Random, in their own sequence. */
function ids(count: 2): [string, string];
function ids(count: 3): [string, string, string];
function ids(count: number): string[] {
  return Array.from({ length: count }, () => randomUUID()).toSorted();
}
