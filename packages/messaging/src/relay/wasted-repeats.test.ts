import { MemoryTransaction } from '@holdfast/work/testing';
import { expect, test } from 'vitest';
import type { Broker, OutgoingRecord } from '../broker/broker.ts';
import { MemoryBroker } from '../testing/memory-broker.ts';
import { MemoryOutbox } from '../testing/memory-outbox.ts';
import { rowSaying } from '../testing/rows-saying.ts';
import type { RelayStore } from './relay-store.ts';
import { Relay } from './relay.ts';

// No rule breaks without the fence: what is sent twice is a repeat, which the inbox drops. This is what it is for.

test('a relay that was taken over repeats what it had in hand, and nothing more', async () => {
  expect(await sentInATakeover((outbox) => outbox)).toEqual(['1', '1', '2', '3']);
});

test('without the fence every batch after a takeover is sent twice', async () => {
  expect(await sentInATakeover(withoutFence)).toEqual(['1', '1', '2', '2', '3', '3']);
});

/** Another relay takes over while the first one has a batch in hand, and both go on as far as they may. */
async function sentInATakeover(fenced: (outbox: MemoryOutbox) => RelayStore): Promise<string[]> {
  const outbox = new MemoryOutbox();
  const broker = new MemoryBroker({ partitions: 1 });
  const relayTo = (to: Broker) =>
    new Relay({ service: 'garden', store: fenced(outbox), broker: to, settings: { batchSize: 1 } });
  const second = relayTo(broker);
  let isOver = false;
  const first = relayTo(
    Object.assign(Object.create(broker) as MemoryBroker, {
      send: async (records: readonly OutgoingRecord[]) => {
        if (!isOver) outbox.expireLease();
        isOver = true;
        await second.runOnce();
        await broker.send(records);
      },
    }),
  );
  const rows = ['1', '2', '3'].map((text) => rowSaying(text));
  const transaction = new MemoryTransaction();
  outbox.insert(transaction, rows);
  transaction.commit();
  for (const _ of rows) await first.runOnce();
  for (const _ of rows) await second.runOnce();
  expect((await outbox.look()).oldestAgeMs).toBeUndefined();
  return broker.records('garden.events').map(({ value }) => new TextDecoder().decode(value));
}

/** Whoever asks has the lease, and whatever is written down is written in the term that it is. */
function withoutFence(outbox: MemoryOutbox): RelayStore {
  const current = () => outbox.backup().lease;
  return {
    look: async () => ({ ...(await outbox.look()), holder: undefined }),
    select: (owner, size) => {
      outbox.expireLease();
      return outbox.select(owner, size);
    },
    conclude: (selection, count) => outbox.conclude({ ...selection, lease: current() }, count),
    park: (_, row, reason) => outbox.park(current(), row, reason),
    released: (_, most) => outbox.released(current(), most),
    concludeReleased: (_, acked) => outbox.concludeReleased(current(), acked),
    parkAgain: (_, row, reason) => outbox.parkAgain(current(), row, reason),
    release: (owner) => outbox.release(owner),
  };
}
