import { MemoryTransaction } from '@holdfast/work/testing';
import { MemoryTickOutbox } from './memory-tick-outbox.ts';
import { relayStoreBehaviour } from './relay-store.behaviour.ts';
import { textsOf } from './rows-saying.ts';

relayStoreBehaviour('MemoryTickOutbox', async () => {
  const store = new MemoryTickOutbox();
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
    becomeAnother: async () => store.becomeAnother(),
    acceptDatabase: async () => store.acceptDatabase(),
    releaseKey: async (topic, key) => store.releaseKey(topic, key),
    dropRow: async (messageId) => store.dropRow(messageId),
    unmark: async (topic, key) => store.unmark(topic, key),
    parkedTexts: async () => textsOf(store.parkedRows),
    close: async () => {},
  };
});
