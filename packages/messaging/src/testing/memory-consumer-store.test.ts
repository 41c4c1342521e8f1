import { consumerStoreBehaviour } from './consumer-store.behaviour.ts';
import { MemoryConsumerStore } from './memory-consumer-store.ts';
import { MemoryTransaction } from './memory-transaction.ts';

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
    restore: async (consumer, partition, nextOffset) =>
      store.restore(consumer, { topic: 'garden.events', partition }, nextOffset),
    close: async () => {},
  };
});
