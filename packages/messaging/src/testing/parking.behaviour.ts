import { randomUUID } from 'node:crypto';
import type { AnyTransaction } from '@holdfast/work';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OutgoingRecord } from '../broker/broker.ts';
import type { ConsumerStore, Failed, Parking } from '../consumer/consumer-store.ts';
import type { OpenConsumerStore } from './open-consumer-store.ts';

const consumer = 'garden.diary';
const place = { topic: 'garden.events', partition: 0 };
const elsewhere = { topic: 'garden.events', partition: 1 };
const anHour = 3_600_000;
const failure = { errorName: 'TooDry', error: 'no water', attempts: 2 };

const waiting = (key: string, offset: number): Parking => ({
  offset: BigInt(offset),
  key,
  messageId: randomUUID(),
  day: '2026-11-24',
  headers: { ce_type: 'garden.tree-grew.v1', quote: '"\\' },
  value: Uint8Array.of(0, 123, 255),
  timestamp: new Date('2026-11-24T12:00:00.123Z'),
});
const failing = (key: string, offset: number, retryInMs?: number): Parking => ({
  ...waiting(key, offset),
  failure,
  ...(retryInMs !== undefined && { retryInMs }),
});

/** What every implementation of `ConsumerStore` promises about what is parked. */
export function parkingBehaviour(name: string, open: () => Promise<OpenConsumerStore>): void {
  describe(`${name} as the store of what is parked`, () => {
    let opened: OpenConsumerStore;
    let store: ConsumerStore;
    const token = randomUUID();

    beforeEach(async () => {
      opened = await open();
      ({ store } = opened);
      await store.claim(consumer, place, { token, clusterId: 'cluster', first: 0n });
    });
    afterEach(() => opened.close());

    /** As the owner does it: the place is held. */
    const inTransaction = async <T>(
      body: (trx: AnyTransaction) => Promise<T>,
      end: 'commit' | 'rollback' = 'commit',
    ) => {
      const transaction = await opened.begin();
      await store.advance(transaction.trx, consumer, place, { token, from: 0n, to: 0n });
      const answer = await body(transaction.trx);
      await transaction[end]();
      return answer;
    };
    const park = (messages: Parking[], end?: 'rollback') =>
      inTransaction((trx) => store.park(trx, consumer, place, messages), end);
    const held = (keys: string[]) =>
      inTransaction(async (trx) => [...(await store.heldKeys(trx, consumer, place, keys)).keys()]);
    const take = (key: string, end?: 'rollback') =>
      inTransaction((trx) => store.takeFirst(trx, consumer, place, key), end);
    const takeOffsets = async (key: string) => {
      const offsets: bigint[] = [];
      for (let taken = await take(key); taken; taken = await take(key)) offsets.push(taken.offset);
      return offsets;
    };
    const due = async (limit = 10) => (await store.due(consumer, [place, elsewhere], limit)).map(({ key }) => key);
    const putOff = (message: Failed) => inTransaction((trx) => store.putOff(trx, consumer, place, message));
    const copyOf = (key: string): OutgoingRecord => ({
      topic: 'garden.events.garden.diary.dlt',
      key,
      headers: { dlt_id: randomUUID(), dlt_reason: 'too-old' },
      value: Uint8Array.of(0, 255),
    });
    const bury = (message: Failed, copy = copyOf(message.key)) =>
      inTransaction((trx) => store.bury(trx, consumer, place, message, copy));

    test('holds a key exactly while it has rows, in its own place and consumer', async () => {
      expect(await held(['oak'])).toEqual([]);
      await park([failing('oak', 3, 0), waiting('oak', 4)]);
      expect(await held(['elm', 'oak', 'oak', ''])).toEqual(['oak']);
      const others = await inTransaction(async (trx) => [
        ...(await store.heldKeys(trx, 'garden.almanac', place, ['oak'])).keys(),
        ...(await store.heldKeys(trx, consumer, elsewhere, ['oak'])).keys(),
      ]);
      expect(others).toEqual([]);
      await take('oak');
      expect(await held(['oak'])).toEqual(['oak']);
      await take('oak');
      expect(await held(['oak'])).toEqual([]);
    });

    test('holds a key from the moment on in which it is parked, in the same transaction', async () => {
      const seen = await inTransaction(async (trx) => {
        await store.park(trx, consumer, place, [failing('oak', 3)]);
        return [...(await store.heldKeys(trx, consumer, place, ['oak'])).keys()];
      });
      expect(seen).toEqual(['oak']);
    });

    test('tells the last offset that a key has parked', async () => {
      await park([failing('oak', 3), waiting('oak', 4), failing('elm', 9)]);
      await park([waiting('oak', 12)]);
      const told = await inTransaction((trx) => store.heldKeys(trx, consumer, place, ['ash', 'elm', 'oak']));
      expect([told.get('oak'), told.get('elm'), told.has('ash')]).toEqual([12n, 9n, false]);
    });

    test('has parked nothing after a rollback', async () => {
      await park([failing('oak', 3, 0)], 'rollback');
      expect([await held(['oak']), await due(), await take('oak')]).toEqual([[], [], undefined]);
    });

    test('gives back what was parked, to the byte', async () => {
      const message = failing('a "key" \\ {oak}, é', 3, 0);
      await park([message]);
      const { failure: _, retryInMs: __, day: ___, ...kept } = message;
      const taken = (await take(message.key))!;
      expect({ ...taken, value: [...taken.value] }).toEqual({
        ...kept,
        value: [0, 123, 255],
        attempts: 2,
        firstFailedAt: expect.any(Date),
        now: expect.any(Date),
        isDropped: false,
      });
      expect(taken.now.getTime()).toBeGreaterThanOrEqual(taken.firstFailedAt!.getTime());
    });

    test('gives back the messages of a key in the sequence of their offsets, however they came', async () => {
      await park([waiting('oak', 10), failing('oak', 9, 0), failing('elm', 8, 0)]);
      await park([waiting('oak', 11), waiting('elm', 12)]);
      expect(await takeOffsets('oak')).toEqual([9n, 10n, 11n]);
      expect(await takeOffsets('elm')).toEqual([8n, 12n]);
    });

    test('refuses to park another record in the place of one that is parked', async () => {
      await park([failing('oak', 3)]);
      const transaction = await opened.begin();
      await expect(store.park(transaction.trx, consumer, place, [failing('elm', 3)])).rejects.toThrow(
        /duplicate|is parked already/,
      );
      await transaction.rollback();
    });

    test('shows a key as due by its first message alone, and each of the next when it is the first', async () => {
      await park([failing('oak', 3, anHour), waiting('oak', 4), failing('elm', 5, 0), waiting('elm', 6)]);
      expect(await due()).toEqual(['elm']);
      expect(await take('oak')).toBeUndefined();
      expect((await take('elm'))?.offset).toBe(5n);
      expect(await due()).toEqual(['elm']);
      expect((await take('elm'))?.offset).toBe(6n);
      expect(await due()).toEqual([]);
    });

    test('shows a key as due that was parked without a reason', async () => {
      await park([waiting('oak', 3), waiting('oak', 4)]);
      expect(await due()).toEqual(['oak']);
      expect(await takeOffsets('oak')).toEqual([3n, 4n]);
    });

    test('never shows by itself what has no time at which it is tried again', async () => {
      await park([failing('oak', 3)]);
      expect([await due(), await take('oak')]).toEqual([[], undefined]);
    });

    test('shows the longest due first, no more than it is asked for, of the places that it is asked for', async () => {
      await park([failing('oak', 1, -3), failing('elm', 2, -2_000), failing('ash', 3, -60_000)]);
      expect(await due(2)).toEqual(['ash', 'elm']);
      expect(await store.due(consumer, [elsewhere], 10)).toEqual([]);
      expect(await store.due(consumer, [], 10)).toEqual([]);
      expect(await store.due('garden.almanac', [place], 10)).toEqual([]);
      expect(await store.due(consumer, [place], 1)).toEqual([{ ...place, key: 'ash' }]);
    });

    test('has what was taken still, when that was rolled back', async () => {
      await park([failing('oak', 3, 0), waiting('oak', 4)]);
      expect((await take('oak', 'rollback'))?.offset).toBe(3n);
      expect(await takeOffsets('oak')).toEqual([3n, 4n]);
    });

    test('lets nobody have the second message of a key while the first is in hand', async () => {
      await park([failing('oak', 3, 0), waiting('oak', 4)]);
      for (const [end, next] of [
        ['rollback', 3n],
        ['commit', 4n],
      ] as const) {
        // Without the lock of the place, which lets only one in: the row has to be enough.
        const [first, second] = [await opened.begin(), await opened.begin()];
        expect((await store.takeFirst(first.trx, consumer, place, 'oak'))?.offset).toBe(3n);
        const taken = store.takeFirst(second.trx, consumer, place, 'oak');
        expect(await Promise.race([taken, opened.waited()])).toBe('waits');
        await first[end]();
        expect((await taken)?.offset).toBe(next);
        await second.rollback();
      }
      expect(await takeOffsets('oak')).toEqual([4n]);
    });

    test('tries a message again later that has failed again, and knows since when', async () => {
      await park([failing('oak', 3, 0), waiting('oak', 4)]);
      const first = (await take('oak', 'rollback'))!;
      const again: Failed = { offset: 3n, key: 'oak', failure: { ...failure, attempts: 3 }, retryInMs: anHour };
      await putOff(again);
      expect([await due(), await take('oak')]).toEqual([[], undefined]);
      await putOff({ ...again, retryInMs: 0 });
      expect(await take('oak', 'rollback')).toMatchObject({ attempts: 3, firstFailedAt: first.firstFailedAt });
      const { retryInMs: _, ...never } = again;
      await putOff(never);
      expect([await due(), await held(['oak'])]).toEqual([[], ['oak']]);
    });

    test('counts from the failure on for a message that has waited behind another', async () => {
      await park([failing('oak', 3, 0), waiting('oak', 4)]);
      await take('oak');
      expect(await take('oak', 'rollback')).toMatchObject({ attempts: 0, firstFailedAt: undefined });
      await putOff({ offset: 4n, key: 'oak', failure: { ...failure, attempts: 1 }, retryInMs: 0 });
      expect(await take('oak')).toMatchObject({ attempts: 1, firstFailedAt: expect.any(Date) });
    });

    test('keeps a dead message and its key, and sends one copy', async () => {
      await park([failing('oak', 3, 0), waiting('oak', 4)]);
      const copy = copyOf('oak');
      const dead: Failed = { offset: 3n, key: 'oak', failure: { ...failure, attempts: 9 } };
      await bury(dead, copy);
      await bury(dead, copyOf('oak'));
      await putOff({ ...dead, retryInMs: 0 });
      expect([await due(), await take('oak'), await held(['oak'])]).toEqual([[], undefined, ['oak']]);
      expect(await opened.copies()).toEqual([copy]);
    });

    test('sends no copy of a death that was rolled back', async () => {
      await park([failing('oak', 3, 0)]);
      await inTransaction(
        (trx) => store.bury(trx, consumer, place, { offset: 3n, key: 'oak', failure }, copyOf('oak')),
        'rollback',
      );
      expect([await opened.copies(), await due()]).toEqual([[], ['oak']]);
    });

    test('sends copies of what nobody can read, in their sequence', async () => {
      const copies = [copyOf('oak'), copyOf(''), copyOf('elm')];
      await inTransaction((trx) => store.sendCopies(trx, copies));
      await inTransaction((trx) => store.sendCopies(trx, []));
      expect(await opened.copies()).toEqual(copies);
    });

    test('counts what is parked in the places that it is asked for', async () => {
      await park([failing('oak', 3, 0), waiting('oak', 4), failing('elm', 5), failing('ash', 6, 0)]);
      await bury({ offset: 6n, key: 'ash', failure });
      expect(await store.parked(consumer, [place, elsewhere])).toEqual({ keys: 3, messages: 4, dead: 1 });
      expect(await store.parked(consumer, [elsewhere])).toEqual({ keys: 0, messages: 0, dead: 0 });
      expect(await store.parked('garden.almanac', [place])).toEqual({ keys: 0, messages: 0, dead: 0 });
    });

    describe('and an operator', () => {
      const { release, drop } = {
        release: (key: string) => opened.operator.release(consumer, place, key),
        drop: (offset: bigint) => opened.operator.drop(consumer, place, offset),
      };

      test('releases the first message of a key, which is tried again at once', async () => {
        await park([failing('oak', 3), waiting('oak', 4)]);
        expect(await release('oak')).toBe(true);
        expect(await due()).toEqual(['oak']);
        expect(await takeOffsets('oak')).toEqual([3n, 4n]);
        expect([await release('oak'), await release('elm')]).toEqual([false, false]);
      });

      test('requeues a dead message, and its age begins anew', async () => {
        await park([failing('oak', 3, 0)]);
        await bury({ offset: 3n, key: 'oak', failure });
        await release('oak');
        expect(await take('oak', 'rollback')).toMatchObject({ attempts: 0, firstFailedAt: undefined });
        await bury({ offset: 3n, key: 'oak', failure });
        expect(await opened.copies()).toHaveLength(2);
      });

      test('drops the first message of a key: it goes without an effect, and the next ones follow', async () => {
        await park([failing('oak', 3), waiting('oak', 4)]);
        expect([await drop(3n), await drop(3n), await drop(9n)]).toEqual([true, false, false]);
        expect(await due()).toEqual(['oak']);
        expect(await take('oak')).toMatchObject({ offset: 3n, isDropped: true });
        expect(await take('oak')).toMatchObject({ offset: 4n, isDropped: false });
      });

      test('drops a message that waits, and it keeps its place', async () => {
        await park([failing('oak', 3), waiting('oak', 4), waiting('oak', 5)]);
        await drop(4n);
        expect(await due()).toEqual([]);
        await release('oak');
        const taken = [await take('oak'), await take('oak'), await take('oak')];
        expect(taken.map((message) => [message?.offset, message?.isDropped])).toEqual([
          [3n, false],
          [4n, true],
          [5n, false],
        ]);
      });

      test('drops a dead message, and no failure of a moment ago brings it back', async () => {
        await park([failing('oak', 3, 0)]);
        await bury({ offset: 3n, key: 'oak', failure });
        await drop(3n);
        await putOff({ offset: 3n, key: 'oak', failure, retryInMs: anHour });
        await bury({ offset: 3n, key: 'oak', failure });
        expect(await opened.copies()).toHaveLength(1);
        expect(await take('oak')).toMatchObject({ offset: 3n, isDropped: true });
      });

      test('lets a consumer begin anew once all of it is dropped, and nothing of the offsets before is left', async () => {
        const asked = {
          consumer,
          ...place,
          from: 0n,
          to: 9n,
          again: false,
          perSecond: 1,
          actor: 'ann',
          because: 'new',
        };
        await park([failing('oak', 3, 0), waiting('oak', 4)]);
        await opened.operator.askReplay(asked);
        await drop(4n);
        expect([await opened.operator.retire(consumer), await held(['oak'])]).toEqual(['still-parked', ['oak']]);
        await drop(3n);
        expect([await opened.operator.retire(consumer), await store.positions(consumer)]).toEqual(['retired', []]);
        expect(await store.replays(consumer, [place])).toEqual([]);
        const claim = { token, clusterId: 'another', first: 0n };
        expect([await store.claim(consumer, place, claim), await held(['oak'])]).toEqual([0n, []]);
        await park([failing('elm', 3)]);
        expect(await held(['oak', 'elm'])).toEqual(['elm']);
      });

      test('does not let a consumer begin anew whose owner is about to park something', async () => {
        const owner = await opened.begin();
        await store.advance(owner.trx, consumer, place, { token, from: 0n, to: 4n });
        await store.park(owner.trx, consumer, place, [failing('oak', 3)]);
        const retired = opened.operator.retire(consumer);
        expect(await Promise.race([retired, opened.waited()])).toBe('waits');
        await owner.commit();
        expect([await retired, (await store.positions(consumer))[0]?.nextOffset]).toEqual(['still-parked', 4n]);
      });

      test('waits for the owner who has the message in hand, and goes by what became of it', async () => {
        await park([failing('oak', 3, 0), waiting('oak', 4)]);
        for (const [end, found] of [
          ['rollback', true],
          ['commit', false],
        ] as const) {
          const owner = await opened.begin();
          await store.takeFirst(owner.trx, consumer, place, 'oak');
          const released = release('oak');
          expect(await Promise.race([released, opened.waited()])).toBe('waits');
          await owner[end]();
          expect(await released).toBe(found);
        }
        expect(await due()).toEqual(['oak']);
      });

      test('drops a message in the moment in which it becomes the first, and it is due', async () => {
        await park([failing('oak', 3, 0), waiting('oak', 4)]);
        const owner = await opened.begin();
        await store.takeFirst(owner.trx, consumer, place, 'oak');
        const dropped = drop(4n);
        await Promise.race([dropped, opened.waited()]);
        await owner.commit();
        expect([await dropped, await due()]).toEqual([true, ['oak']]);
        expect(await take('oak')).toMatchObject({ offset: 4n, isDropped: true });
      });
    });
  });
}
