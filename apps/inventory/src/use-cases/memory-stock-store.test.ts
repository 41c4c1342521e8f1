import { MemoryStockStore } from './memory-stock-store.ts';
import { stockStoreBehaviour } from './stock-store.behaviour.ts';

stockStoreBehaviour('MemoryStockStore', async () => {
  const stock = new MemoryStockStore();
  return {
    inTransaction: (run) => run(stock),
    stockOf: async (article) => stock.stock.get(article)!,
    impossibleFacts: async () => stock.impossibleFacts,
  };
});
