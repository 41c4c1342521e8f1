import { expect, test } from 'vitest';
import { asMarkdown } from '../tables.ts';
import type { Groups } from './results.ts';
import { tablesOf } from './tables-of.ts';

const drains = {
  rates: {
    outbox: [10],
    'tick outbox': [30],
    'lease and delete each, modelled': [1],
    'select and delete 1,000, modelled': [20],
  },
  walBytes: { outbox: [79], 'tick outbox': [1.5] },
  shares: { outbox: { select: 0.6, conclude: 0.3, look: 0.06, send: 0.04 } },
};
const page = (groups: Groups): string => tablesOf(groups).map(asMarkdown).join('\n');

test('a goal that is not reached says why, or where the time goes', () => {
  expect(page({ drains })).toContain(
    '| at least 20 × | 10.0 × | once | NOT REACHED: 100,000 µs each against 1,000,000 µs; select 60 %, conclude 30 %, look 6 % |',
  );
  expect(page({ drains })).toContain('| at most 5 B | 79.0 B | once | NOT REACHED: each deleted row is a record');
  expect(page({ drains })).toContain('| at least 20 × | 30.0 × | once | reached |');
});

test('a goal that was not measured is shown as that', () => {
  expect(page({})).toContain('| at least 12 × | – | – | not measured |');
});

test('what is measured besides the rate has a column where there is any of it', () => {
  expect(page({ drains })).toContain('| who | median | from – to | WAL bytes each | rounds |\n');
  expect(page({ drains })).toContain('| tick outbox | 30.0 | once | 1.50 | 1 |');
  expect(page({ latency: { rates: { outbox: [9] }, p50Ms: { outbox: [4] } } })).toContain(
    '| outbox | 9.00 | once | 4.00 | 1 |',
  );
});
