import { defineCommand } from '@holdfast/contract-kit';
import { currentCall } from '@holdfast/work';
import { memoryEngine } from '@holdfast/work/testing';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { recordOf, TreeGrew } from '../../test/garden.ts';
import { MemoryBroker } from '../testing/memory-broker.ts';
import { MemoryConsumerStore } from '../testing/memory-consumer-store.ts';
import { Consumer } from './consumer.ts';
import { Handlers, type Handler } from './handler.ts';

const name = 'garden.watering';
const data = z.object({ treeId: z.string() });
const WaterTree = Object.assign({}, defineCommand({ name: 'garden.water-tree', version: 1, subject: 'treeId', data }), {
  expires: true,
});

test('what would begin too late goes to whoever says so', async () => {
  const broker = new MemoryBroker();
  const done: string[] = [];
  const consumer = new Consumer({
    name,
    handlers: [
      {
        consumer: name,
        need: WaterTree,
        run: ({ treeId }) => done.push(`${treeId} in time, until ${currentCall()?.cause?.deadline?.getUTCFullYear()}`),
        tooLate: ({ treeId }) => done.push(`${treeId} too late`),
      },
    ],
    engine: memoryEngine({ service: 'garden', parts: () => ({}) }),
    store: new MemoryConsumerStore(),
    broker,
  });
  const water = (treeId: string, deadline: string) => {
    const record = recordOf(WaterTree, { treeId });
    return { ...record, headers: { ...record.headers, ce_deadline: deadline } };
  };
  await broker.send([water('oak', '2999-01-01T00:00:00.000Z'), water('elm', '2020-01-01T00:00:00.000Z')]);
  consumer.start();
  await vi.waitFor(() => expect(done.toSorted()).toEqual(['elm too late', 'oak in time, until 2999']));
  await consumer.stop();
});

const handler = (more: Partial<Handler>): Handler => ({ consumer: name, need: WaterTree, run: () => {}, ...more });

test.each([
  ['says nothing about being too late', {}, /garden.water-tree.v1 expires.*Name a method as tooLate/],
  ['takes many at once', { isForBatches: true }, /takes many at once/],
])('a message that expires has no handler that %s', (_, more, says) => {
  expect(() => new Handlers([handler(more)])).toThrow(says);
});

test('what does not expire needs nobody to say so', () => {
  expect(new Handlers([handler({ tooLate: () => {} }), handler({ need: TreeGrew })]).topics).toHaveLength(2);
});
