import { MemoryTransaction } from '@holdfast/work/testing';
import { MemoryOutbox } from './memory-outbox.ts';
import { textsOf } from './rows-saying.ts';
import { deletingBehaviour } from './deleting.behaviour.ts';
import type { OpenOutbox } from './open-outbox.ts';
import { relayStoreBehaviour } from './relay-store.behaviour.ts';

const open = async (): Promise<OpenOutbox> => {
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
    becomeAnother: async () => store.becomeAnother(),
    acceptDatabase: async () => store.acceptDatabase(),
    releaseKey: async (topic, key) => store.releaseKey(topic, key),
    dropRow: async (messageId) => store.dropRow(messageId),
    unmark: async (topic, key) => store.unmark(topic, key),
    parkedTexts: async () => textsOf(store.backup().parked),
    close: async () => {},
  };
};

relayStoreBehaviour('MemoryOutbox', open);
deletingBehaviour('MemoryOutbox', open);
