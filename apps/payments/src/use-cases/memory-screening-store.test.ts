import { MemoryScreeningStore } from './memory-screening-store.ts';
import { screeningStoreBehaviour } from './screening-store.behaviour.ts';

screeningStoreBehaviour('MemoryScreeningStore', async () => {
  const screenings = new MemoryScreeningStore();
  return (run) => run(screenings);
});
