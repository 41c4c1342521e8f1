import { MemoryQuoteStore } from './memory-quote-store.ts';
import { quoteStoreBehaviour } from './quote-store.behaviour.ts';

quoteStoreBehaviour('MemoryQuoteStore', async () => {
  const quotes = new MemoryQuoteStore();
  return (run) => run(quotes);
});
