import { describe, expect, test } from 'vitest';
import { boundIn, NoBound, NoPartition, rangeOf, rangesOf, WhichPartition } from './replay-ranges.ts';

const place = { topic: 'garden.events', partition: 0 };
const time = (minute: number) => new Date(Date.UTC(2026, 4, 4, 12, minute));

/** A log with the offsets 10, 12, 14 …, one a minute. */
const log = {
  range: async () => ({ first: 10n, next: 30n }),
  read: async (_place: object, { from }: { from: bigint }) => {
    const offset = from % 2n === 0n ? from : from + 1n;
    if (offset >= 30n) return { records: [], next: 30n };
    const record = { offset, key: '', timestamp: time(Number(offset - 10n) / 2), headers: {}, value: null };
    return { records: [record], next: offset + 1n };
  },
};
const range = async (from: string, to: string) => {
  const found = await rangeOf(log, place, { from: boundIn(from), to: boundIn(to) });
  return [found.from, found.to];
};

describe('a range', () => {
  test('is of offsets, cut to what is kept', async () => {
    expect(await range('12', '20')).toEqual([12n, 20n]);
    expect(await range('0', '99')).toEqual([10n, 30n]);
    expect(await range('beginning', 'end')).toEqual([10n, 30n]);
  });

  test('is of times, by when the broker has stored a record', async () => {
    expect(await range('2026-05-04T12:01:00Z', '2026-05-04T12:03:00Z')).toEqual([11n, 15n]);
    expect(await range('2026-05-04T12:01:30Z', '2027-01-01T00:00:00Z')).toEqual([13n, 29n]);
    expect(await range('2020-01-01T00:00:00Z', 'end')).toEqual([10n, 30n]);
  });

  test('that ends before it begins is empty', async () => {
    expect(await range('20', '12')).toEqual([20n, 20n]);
  });

  test.each(['', 'yesterday', '-1', '12.5', '2026-05-04'])('does not begin at %j', (text) => {
    expect(() => boundIn(text)).toThrow(NoBound);
  });
});

describe('the ranges of a topic', () => {
  const topic = async () => ({ partitions: 3 });
  const ranges = (wish: { partition?: number; from?: string; to?: string }) =>
    rangesOf({ ...log, topic }, { topic: 'garden.events', from: 'beginning', to: 'end', ...wish });

  test('are of all partitions, or of one', async () => {
    expect((await ranges({})).map(({ partition }) => partition)).toEqual([0, 1, 2]);
    expect(await ranges({ partition: 2 })).toEqual([
      { topic: 'garden.events', partition: 2, from: 10n, to: 30n, isCut: false },
    ]);
  });

  test('are cut where there is nothing yet, and know it', async () => {
    expect(await ranges({ partition: 0, to: '99' })).toMatchObject([{ to: 30n, isCut: true }]);
    expect(await ranges({ partition: 0, to: '30' })).toMatchObject([{ to: 30n, isCut: false }]);
  });

  test('are of partitions that there are, and offsets of one of them', async () => {
    const refused = ranges({ partition: 3 });
    await expect(refused).rejects.toBeInstanceOf(NoPartition);
    await expect(refused).rejects.toThrow('garden.events has no partition 3: it has 3, which are counted from 0.');
    await expect(ranges({ from: '12' })).rejects.toBeInstanceOf(WhichPartition);
  });
});
