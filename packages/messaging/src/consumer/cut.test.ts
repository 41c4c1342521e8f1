import { describe, expect, test } from 'vitest';
import { bytesOf, cutOff, type CutLimits } from './cut.ts';

const record = (offset: bigint, type = 'wanted', size = 0) => ({
  offset,
  key: 'oak',
  timestamp: new Date(0),
  headers: { ce_type: type },
  value: new Uint8Array(size),
});
const plenty: CutLimits = { records: 200, bytes: 1_000_000 };
const cut = (records: ReturnType<typeof record>[], next: bigint, to: bigint, limits = plenty) => {
  const off = cutOff({ records, to }, next, limits, ({ headers }) => headers['ce_type'] === 'wanted');
  return [off.records.map(({ offset }) => Number(offset)), off.skipped.length, Number(off.to)];
};

describe('what one transaction takes of a batch', () => {
  const three = [record(4n), record(5n), record(90n)];

  test.each([
    ['all of it, and the gap behind it', three, 4n, 99n, plenty, [[4, 5, 90], 0, 99]],
    ['what is left of it', three, 5n, 91n, plenty, [[5, 90], 0, 91]],
    ['nothing but a gap', [], 4n, 9n, plenty, [[], 0, 9]],
    ['as many as it may, and the gap behind them', three, 4n, 91n, { ...plenty, records: 2 }, [[4, 5], 0, 90]],
    ['one, however large', [record(4n, 'wanted', 99), record(5n)], 4n, 6n, { ...plenty, bytes: 9 }, [[4], 0, 5]],
    [
      'as many bytes as it may',
      [record(4n), record(5n), record(6n, 'wanted', 999)],
      4n,
      7n,
      { ...plenty, bytes: 500 },
      [[4, 5], 0, 6],
    ],
  ])('%s', (_, records, next, to, limits, expected) => {
    expect(cut(records, next, to, limits)).toEqual(expected);
  });

  test('passes over what nobody wants, which counts for nothing', () => {
    const unwanted = Array.from({ length: 50 }, (_, n) => record(BigInt(10 + n), 'other', 1_000));
    const all = [record(4n), ...unwanted, record(70n), record(71n)];
    expect(cut(all, 4n, 72n, { records: 2, bytes: 1_000 })).toEqual([[4, 70], 50, 71]);
  });

  test('is weighed with its headers', () => {
    expect(bytesOf(record(1n, 'wanted', 10))).toBe(3 + 10 + 'ce_type'.length + 'wanted'.length + 100);
    expect(bytesOf({ ...record(1n), value: null })).toBeLessThan(bytesOf(record(1n, 'wanted', 1)));
  });
});
