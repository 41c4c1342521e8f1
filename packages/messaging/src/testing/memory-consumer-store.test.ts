import { MemoryTransaction } from '@holdfast/work/testing';
import { consumerStoreBehaviour } from './consumer-store.behaviour.ts';
import { MemoryConsumerStore } from './memory-consumer-store.ts';

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
    audited: async () => store.audited,
    close: async () => {},
  };
});
