import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { MemoryTransaction } from '@holdfast/work/testing';
import { expect, test } from 'vitest';
import { consumerStoreBehaviour } from './consumer-store.behaviour.ts';
import { MemoryConsumerStore } from './memory-consumer-store.ts';
import { MemoryOutbox } from './memory-outbox.ts';

const place = { topic: 'garden.events', partition: 0 };

consumerStoreBehaviour('MemoryConsumerStore', async () => {
  const store = new MemoryConsumerStore();
  return {
    store,
    begin: async () => {
      const transaction = new MemoryTransaction();
      return {
        trx: transaction.asAny(),
        commit: async () => transaction.commit(),
        rollback: async () => transaction.rollback(),
      };
    },
    // Nothing in here waits for anything but for another transaction.
    waited: () => setImmediate('waits'),
    restore: async (consumer, partition, nextOffset) => store.setBack(consumer, { ...place, partition }, nextOffset),
    audited: async () => store.audited,
    copies: async () => store.copies,
    operator: {
      release: (consumer, where, key) => store.release(consumer, where, key),
      drop: (consumer, where, offset) => store.drop(consumer, where, offset),
      askReplay: async ({ from: next, ...wish }) => {
        const id = randomUUID();
        await store.askReplay({ ...wish, id, next });
        return id;
      },
      cancelReplay: (id) => store.cancelReplay(id),
      retire: (consumer) => store.retire(consumer),
    },
    close: async () => {},
  };
});

const seen = { messageId: randomUUID(), day: '2026-11-24' };
const at = { offset: 3n, key: 'oak', ...seen, headers: {}, value: Uint8Array.of(1) };
const failure = { errorName: 'TooDry', error: 'no water', attempts: 2 };

test('a clock of one’s own says what is due', async () => {
  let now = 1_000;
  const store = new MemoryConsumerStore({ now: () => now });
  const trx = new MemoryTransaction();
  const parking = { ...at, timestamp: new Date(0), failure, retryInMs: 500 };
  await store.park(trx.asAny(), 'diary', place, [parking]);
  trx.commit();
  expect(await store.due('diary', [place], 1)).toEqual([]);
  now = 1_500;
  expect(await store.due('diary', [place], 1)).toEqual([{ ...place, key: 'oak' }]);
});

test('copies go into the outbox with the transaction, under the id that they bring', async () => {
  const outbox = new MemoryOutbox();
  const store = new MemoryConsumerStore({ outbox });
  const trx = new MemoryTransaction();
  const id = randomUUID();
  await store.sendCopies(trx.asAny(), [{ topic: 'dlt', key: '', headers: { dlt_id: id }, value: Uint8Array.of(1) }]);
  expect(await outbox.select('me', { leaseMs: 1_000, limit: 1 })).toMatchObject({ rows: [] });
  trx.commit();
  expect(await outbox.select('me', { leaseMs: 1_000, limit: 1 })).toMatchObject({ rows: [{ messageId: id }] });
});

test('a backup brings back all that was committed then, and nothing of what came later', async () => {
  const store = new MemoryConsumerStore({ now: () => 0 });
  const claim = { token: 'one', clusterId: 'cluster', first: 0n };
  await store.claim('diary', place, claim);
  const parked = new MemoryTransaction();
  await store.advance(parked.asAny(), 'diary', place, { token: 'one', from: 0n, to: 4n });
  await store.park(parked.asAny(), 'diary', place, [{ ...at, timestamp: new Date(0), failure, retryInMs: 0 }]);
  await store.record(parked.asAny(), 'diary', [{ messageId: at.messageId, day: '2026-11-24' }]);
  parked.commit();
  const backup = store.backup();
  const taken = new MemoryTransaction();
  await store.advance(taken.asAny(), 'diary', place, { token: 'one', from: 4n, to: 9n });
  await store.takeFirst(taken.asAny(), 'diary', place, 'oak');
  taken.commit();
  expect(store.backup()).not.toEqual(backup);
  store.restore(backup);
  expect(store.backup()).toEqual(backup);
  expect(await store.claim('diary', place, claim)).toBe(4n);
});
