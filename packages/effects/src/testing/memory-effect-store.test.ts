import { MemoryTransaction } from '@holdfast/work/testing';
import { effectStoreBehaviour } from './effect-store.behaviour.ts';
import { MemoryEffectStore } from './memory-effect-store.ts';

effectStoreBehaviour('memory', async () => {
  const store = new MemoryEffectStore();
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
    makeDue: async () => store.makeDue(),
    decide: async (decision) => void store.decide(decision),
    decisions: async () => store.allDecisions().map(({ result = null, refusal = null }) => ({ result, refusal })),
    contradictions: async () => store.contradictions().map(({ outcome }) => outcome),
    read: async (id) => store.intents().find((intent) => intent.id === id)!,
    close: async () => {},
  };
});
