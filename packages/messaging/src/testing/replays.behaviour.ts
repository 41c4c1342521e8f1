import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConsumerStore, Replay, ReplayProgress } from '../consumer/consumer-store.ts';
import type { OpenConsumerStore } from './open-consumer-store.ts';

const consumer = 'garden.diary';
const place = { topic: 'garden.events', partition: 0 };
const elsewhere = { topic: 'garden.events', partition: 1 };
const wish = {
  consumer,
  ...place,
  from: 3n,
  to: 9n,
  again: false,
  perSecond: 50,
  actor: 'operator:ann',
  because: 'it is dry',
};

/** What every implementation of `ConsumerStore` promises about replays. */
export function replaysBehaviour(name: string, open: () => Promise<OpenConsumerStore>): void {
  describe(`${name} as the store of replays`, () => {
    let opened: OpenConsumerStore;
    let store: ConsumerStore;

    beforeEach(async () => {
      opened = await open();
      ({ store } = opened);
    });
    afterEach(() => opened.close());

    const only = async (): Promise<Replay> => (await store.replays(consumer, [place]))[0]!;
    const note = async (replay: Replay, next: bigint, end: 'commit' | 'rollback' = 'commit') => {
      const progress: ReplayProgress = { next, applied: 1, repeats: 2, held: 3 };
      const transaction = await opened.begin();
      const answer = await store.replayed(transaction.trx, replay, progress);
      await transaction[end]();
      return answer;
    };

    test('shows what was asked for, the oldest first, to those whose it is', async () => {
      const id = await opened.operator.askReplay(wish);
      const later = await opened.operator.askReplay({ ...wish, again: true });
      const { from: next, ...rest } = wish;
      expect(await store.replays(consumer, [elsewhere, place])).toEqual([
        expect.objectContaining({ ...rest, id, next }),
        expect.objectContaining({ ...rest, id: later, next, again: true }),
      ]);
      expect(await store.replays(consumer, [elsewhere])).toEqual([]);
      expect(await store.replays(consumer, [])).toEqual([]);
      expect(await store.replays('garden.almanac', [place])).toEqual([]);
    });

    test('goes on where the last step has led, until it is over', async () => {
      await opened.operator.askReplay(wish);
      expect(await note(await only(), 5n)).toBe('noted');
      expect((await only()).next).toBe(5n);
      expect(await note(await only(), 7n, 'rollback')).toBe('noted');
      expect((await only()).next).toBe(5n);
      expect(await note(await only(), 9n)).toBe('noted');
      expect(await store.replays(consumer, [place])).toEqual([]);
    });

    test('takes no step twice', async () => {
      await opened.operator.askReplay(wish);
      const replay = await only();
      await note(replay, 5n);
      expect(await note(replay, 5n)).toBe('over');
      expect((await only()).next).toBe(5n);
    });

    test('is over when an operator has ended it, or there was none', async () => {
      const id = await opened.operator.askReplay(wish);
      const replay = await only();
      expect([await opened.operator.cancelReplay(id), await opened.operator.cancelReplay(id)]).toEqual([true, false]);
      expect(await note(replay, 5n)).toBe('over');
      expect(await note({ ...replay, id: randomUUID() }, 5n)).toBe('over');
      expect(await store.replays(consumer, [place])).toEqual([]);
    });

    test('is ended after the step that is in hand', async () => {
      const id = await opened.operator.askReplay(wish);
      const replay = await only();
      const owner = await opened.begin();
      await store.replayed(owner.trx, replay, { next: 5n, applied: 1, repeats: 0, held: 0 });
      const cancelled = opened.operator.cancelReplay(id);
      expect(await Promise.race([cancelled, opened.waited()])).toBe('waits');
      await owner.commit();
      expect(await cancelled).toBe(true);
      expect(await note({ ...replay, next: 5n }, 7n)).toBe('over');
    });
  });
}
