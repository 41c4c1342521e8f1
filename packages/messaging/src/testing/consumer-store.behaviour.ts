import { randomUUID } from 'node:crypto';
import type { AnyTransaction, AuditEntry } from '@holdfast/work';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ClusterChanged, type ConsumerStore } from '../consumer/consumer-store.ts';

/** A store to be tried, empty, and a way to open transactions on it. */
export interface OpenConsumerStore {
  readonly store: ConsumerStore;
  begin(): Promise<{ readonly trx: AnyTransaction; commit(): Promise<void>; rollback(): Promise<void> }>;
  /** Puts a position back to what a backup says. */
  restore(consumer: string, partition: number, nextOffset: bigint): Promise<void>;
  /** What operators have had done. */
  audited(): Promise<readonly AuditEntry[]>;
  close(): Promise<void>;
}

/** What every implementation of {@link ConsumerStore} promises. `open` is called for each test. */
export function consumerStoreBehaviour(name: string, open: () => Promise<OpenConsumerStore>): void {
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
    const seen = (messageId: string, by = consumer, day = '2026-11-24') => ({ consumer: by, messageId, day });

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
        await store.record(trx, seen(id));
        await store.advance(trx, consumer, place, { token: one, from: 0n, to: 1n });
      }, 'rollback');
      expect(await inTransaction((trx) => store.record(trx, seen(id)))).toBe('new');
      expect(await step(one, 0n, 1n)).toBe('advanced');
    });

    test('knows a message again, in the same transaction and in a later one', async () => {
      const id = randomUUID();
      const answers = await inTransaction(async (trx) => [
        await store.record(trx, seen(id)),
        await store.record(trx, seen(id)),
      ]);
      expect(answers).toEqual(['new', 'repeat']);
      expect(await inTransaction((trx) => store.record(trx, seen(id)))).toBe('repeat');
    });

    test('keeps each consumer apart', async () => {
      const id = randomUUID();
      await inTransaction((trx) => store.record(trx, seen(id)));
      expect(await inTransaction((trx) => store.record(trx, seen(id, 'garden.almanac')))).toBe('new');
      await store.claim(consumer, place, claim);
      await step(one, 0n, 3n);
      expect(await store.claim('garden.almanac', place, claim)).toBe(0n);
    });

    test('waits for a copy that is in hand elsewhere, and goes by what became of it', async () => {
      const [first, second] = [randomUUID(), randomUUID()];
      const holding = await opened.begin();
      await store.record(holding.trx, seen(first));
      const afterCommit = inTransaction((trx) => store.record(trx, seen(first)));
      await holding.commit();
      expect(await afterCommit).toBe('repeat');

      const failing = await opened.begin();
      await store.record(failing.trx, seen(second));
      const afterRollback = inTransaction((trx) => store.record(trx, seen(second)));
      await failing.rollback();
      expect(await afterRollback).toBe('new');
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
          await store.record(trx, seen(id));
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
