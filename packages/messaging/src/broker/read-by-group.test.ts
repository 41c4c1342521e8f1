import { describe, expect, test } from 'vitest';
import { grew } from '../../test/garden.ts';
import { MemoryBroker } from '../testing/memory-broker.ts';
import { readByGroup } from './read-by-group.ts';

const place = { topic: 'garden.events', partition: 0 };

describe('reading a place by a group of its own', () => {
  const read = async (from: bigint, to: bigint, most = 500) => {
    const broker = new MemoryBroker({ partitions: 1 });
    await broker.send(Array.from({ length: 5 }, (_, n) => grew('oak', n)));
    const reading = { group: 'garden.read', place, range: { from, to }, most, withinMs: 1_000 };
    const { records, next } = await readByGroup(broker, reading);
    expect(await broker.forget('garden.read')).toBe('unknown');
    return [records.map(({ offset }) => Number(offset)), Number(next)];
  };

  test.each([
    ['finds what lies between', 1n, 4n, [[1, 2, 3], 4]],
    ['finds nothing behind the end, and is done', 5n, 9n, [[], 9]],
    ['is done at the end of what is there', 3n, 9n, [[3, 4], 9]],
    ['is done when nothing was asked for', 3n, 3n, [[], 3]],
  ])('%s', async (_, from, to, expected) => {
    expect(await read(from, to)).toEqual(expected);
  });

  test('takes no more than it may at a time, but for the rest of what came with it', async () => {
    expect(await read(0n, 5n, 2)).toEqual([[0, 1, 2, 3, 4], 5]);
  });
});
