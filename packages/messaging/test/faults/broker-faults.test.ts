import { MemoryTransaction } from '@holdfast/work/testing';
import { MemoryOutbox } from '../../src/testing/memory-outbox.ts';
import { MemoryTickOutbox } from '../../src/testing/memory-tick-outbox.ts';
import type { OpenOutbox } from '../../src/testing/open-outbox.ts';
import { brokerFaultsBehaviour } from './broker-faults.behaviour.ts';

function opened(store: MemoryOutbox | MemoryTickOutbox): OpenOutbox {
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
    parkedTexts: async () => [],
    close: async () => {},
  };
}

brokerFaultsBehaviour('MemoryOutbox', async () => opened(new MemoryOutbox()), { runs: 20, steps: 150 });
brokerFaultsBehaviour('MemoryTickOutbox', async () => opened(new MemoryTickOutbox()), { runs: 20, steps: 150 });
