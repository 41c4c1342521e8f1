import { ledgerBehaviour } from './ledger.behaviour.ts';
import { MemoryLedger } from './memory-ledger.ts';

ledgerBehaviour('MemoryLedger', async () => {
  const ledger = new MemoryLedger();
  return {
    inTransaction: (run) => run(ledger),
    postingsOf: async (orderId) => [...(ledger.postings.get(orderId) ?? [])],
  };
});
