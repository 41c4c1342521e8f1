import { expect, test } from 'vitest';
import { foreseenLine, foreseeRanges } from './foresee-ranges.ts';

const place = { topic: 'garden.events', partition: 0 };
const record = (offset: bigint) => ({ offset, key: 'oak', timestamp: new Date(), headers: {}, value: null });
const broker = {
  read: async (_place: object, { from, to }: { from: bigint; to: bigint }) => {
    const next = from + 2n < to ? from + 2n : to;
    return { records: [record(from), record(from + 1n)], next };
  },
};
const databases = { ask: async () => ({ messages: 2, known: 1, held: 0 }) as never };
const foresee = (to: bigint, most: number) => {
  const whom = { service: 'garden', consumer: 'garden.diary', types: new Set<string>(), most };
  return foreseeRanges({ broker, databases }, [{ ...place, from: 0n, to }], whom);
};

test('a dry run sums up what is in the ranges, up to so many records of each', async () => {
  expect(await foresee(6n, 100)).toEqual({ messages: 6, known: 3, held: 0, isCut: false });
  expect(await foresee(6n, 4)).toEqual({ messages: 4, known: 2, held: 0, isCut: true });
  expect(await foresee(4n, 4)).toMatchObject({ isCut: false });
});

test('a dry run says what it has found', () => {
  const found = { messages: 6, known: 3, held: 0, isCut: false };
  expect(foreseenLine(found)).toBe('6 are for this consumer: 3 have had their effect.');
  expect(foreseenLine({ ...found, held: 2, isCut: true })).toBe(
    'Of those looked at, 6 are for this consumer: 3 have had their effect, 2 left out because their keys are parked.',
  );
});
