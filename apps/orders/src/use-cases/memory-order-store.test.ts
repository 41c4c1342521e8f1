import { MemoryOrderStore } from './memory-order-store.ts';
import { orderStoreBehaviour } from './order-store.behaviour.ts';

orderStoreBehaviour('MemoryOrderStore', async () => {
  const orders = new MemoryOrderStore();
  return (run) => run(orders);
});
