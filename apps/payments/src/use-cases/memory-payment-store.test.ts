import { MemoryPaymentStore } from './memory-payment-store.ts';
import { paymentStoreBehaviour } from './payment-store.behaviour.ts';

paymentStoreBehaviour('MemoryPaymentStore', async () => {
  const payments = new MemoryPaymentStore();
  return (run) => run(payments);
});
