import { MemoryTransaction } from '@holdfast/work/testing';
import { MemoryOutbox } from './memory-outbox.ts';
import { relayStoreBehaviour } from './relay-store.behaviour.ts';

relayStoreBehaviour('MemoryOutbox', async () => {
  const store = new MemoryOutbox();
  return {
    store,
    begin: async () => {
      const transaction = new MemoryTransaction();
      return {
        write: async (rows) => store.insert(transaction, rows),
        commit: async () => transaction.commit(),
      };
    },
    expireLease: async () => store.expireLease(),
    rewind: async () => store.rewind(),
    close: async () => {},
  };
});
