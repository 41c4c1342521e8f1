import { memoryEngine } from '@holdfast/work/testing';
import { expect, test, vi } from 'vitest';
import { silentLog } from '../log.ts';
import { MemoryBroker } from '../testing/memory-broker.ts';
import { MemoryConsumerStore } from '../testing/memory-consumer-store.ts';
import { Handlers } from './handler.ts';
import { PlaceReader } from './place-reader.ts';

test('a place that is dealt to somebody else while it is claimed is not read', async () => {
  const claiming = Promise.withResolvers<void>();
  const claim = vi.fn(async () => {
    await claiming.promise;
    return 0n;
  });
  const membership = { readFrom: vi.fn(), hold: vi.fn() };
  const reader = new PlaceReader(
    { topic: 'garden.events', partition: 0 },
    {
      consumer: 'garden.diary',
      handlers: new Handlers([]),
      engine: memoryEngine({ service: 'garden', parts: () => ({}) }),
      store: Object.assign(new MemoryConsumerStore(), { claim }),
      broker: new MemoryBroker(),
      log: silentLog,
      backoff: { firstMs: 1, longestMs: 1 },
      skipped: () => {},
    },
    membership,
  );
  reader.begin();
  await vi.waitFor(() => expect(claim).toHaveBeenCalledOnce());
  reader.end();
  claiming.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  expect(membership.readFrom).not.toHaveBeenCalled();
});
