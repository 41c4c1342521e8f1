import { money } from '@holdfast/contract-kit/money';
import { describe, expect, test } from 'vitest';
import { cancelled, captured, dispatched, euros, lines, priced, refunded } from '../../test/an-order.ts';
import type { Fact } from './fact.ts';
import { judge, type Verdict } from './verdict.ts';

const gross = euros(12_990);
const dollars = money(12_990, 'USD');
const mismatched = (...mismatches: object[]) => ({ state: 'mismatched', mismatches }) as Verdict;

const settled: Verdict = { state: 'settled', amount: gross };
const open: Verdict = { state: 'open' };
const closed: Verdict = { state: 'closed' };
const awaiting: Verdict = { state: 'awaiting-refund' };
const unshipped: Verdict = { state: 'awaiting-shipment' };
const most = Number.MAX_SAFE_INTEGER;

const table: [string, Fact[], Verdict][] = [
  ['nothing', [], open],
  ['a price', [priced], open],
  ['a payment', [captured], unshipped],
  ['a price and a payment', [priced, captured], unshipped],
  ['a payment, and a part given back', [priced, captured, { ...refunded, amount: euros(1) }], unshipped],
  ['a payment that differs, and is perhaps on its way back', [priced, { ...captured, amount: euros(1) }], unshipped],
  ['a payment that was given back, while the cancellation is on its way', [priced, captured, refunded], open],
  ['a price and a shipment', [priced, dispatched], open],
  ['all three', [priced, captured, dispatched], settled],
  ['all three, the lines cut in another way', [{ ...priced, lines: cut(lines) }, captured, dispatched], settled],
  ['two shipments of a part each', [priced, captured, ...inTwoParts()], settled],
  ['a payment in two parts', [priced, part(1), { ...part(12_989), captureId: 'cap_2' }, dispatched], settled],
  [
    'too much, and the rest given back',
    [priced, part(13_000), { ...refunded, amount: euros(10) }, dispatched],
    settled,
  ],
  ['too little', [priced, part(12_900), dispatched], mismatched(differs(euros(12_900)))],
  [
    'two payments',
    [priced, captured, { ...captured, captureId: 'cap_2' }, dispatched],
    mismatched(differs(euros(25_980))),
  ],
  ['a payment that was given back', [priced, captured, refunded, dispatched], mismatched(differs(euros(0)))],
  [
    'another currency',
    [priced, { ...captured, amount: dollars }, dispatched],
    mismatched({ kind: 'captured-differs', expected: gross }),
  ],
  [
    'a piece too few',
    [priced, captured, { ...dispatched, lines: lines.slice(1) }],
    mismatched({ kind: 'shipped-differs' }),
  ],
  [
    'too little and a piece too many',
    [priced, part(1), { ...dispatched, lines: [...lines, ...lines] }],
    mismatched(differs(euros(1)), { kind: 'shipped-differs' }),
  ],
  ['two prices', [priced, { ...priced, net: euros(1) }, captured, dispatched], mismatched({ kind: 'two-prices' })],
  ['a cancellation', [cancelled], closed],
  ['a cancellation and a price', [cancelled, priced], closed],
  ['a cancellation and a refund that is to come', [priced, captured, cancelled], awaiting],
  ['a cancellation and a payment that is to come', [priced, refunded, cancelled], awaiting],
  ['a cancellation and a refund of a part', [captured, { ...refunded, amount: euros(1) }, cancelled], awaiting],
  ['a cancellation, all given back', [priced, captured, refunded, cancelled], closed],
  [
    'a cancellation and a shipment',
    [priced, captured, dispatched, cancelled],
    mismatched({ kind: 'shipped-though-cancelled' }),
  ],
  ['a payment below zero', [priced, part(-most), dispatched], mismatched(outOfRange(euros(-most)))],
  ['a refund below zero', [captured, { ...refunded, amount: euros(-1) }, cancelled], mismatched(outOfRange(euros(-1)))],
  ['a price below zero', [{ ...priced, net: euros(-1) }], mismatched(outOfRange())],
  ['a tax below zero', [{ ...priced, tax: euros(-1) }], mismatched(outOfRange())],
  ['a price that is too much to be counted', [{ ...priced, net: euros(most) }], mismatched(outOfRange())],
  [
    'payments that are together too much to be counted',
    [priced, part(most), { ...part(most), captureId: 'cap_2' }, dispatched],
    mismatched(outOfRange()),
  ],
  ['a price in two currencies', [{ ...priced, tax: dollars }, captured], mismatched({ kind: 'two-currencies' })],
  [
    'more pieces than can be counted',
    [{ ...priced, lines: pieces(most, 1) }, captured, { ...dispatched, lines: pieces(most, 2) }],
    mismatched({ kind: 'shipped-differs' }),
  ],
];

describe('the verdict over', () => {
  test.each(table)('%s', (_, facts, verdict) => {
    expect(judge(facts)).toEqual(verdict);
    expect(judge(facts.toReversed())).toEqual(verdict);
  });
});

describe('when nothing was heard for long', () => {
  const late = { isOver: true };

  test('a refund that is missing is a mismatch', () => {
    expect(judge([captured, cancelled], late)).toEqual(
      mismatched({ kind: 'refunded-differs', expected: gross, found: euros(0) }),
    );
    expect(judge([refunded, cancelled], late)).toEqual(
      mismatched({ kind: 'refunded-differs', expected: euros(0), found: gross }),
    );
    expect(judge([captured, { ...refunded, amount: dollars }, cancelled], late)).toEqual(
      mismatched({ kind: 'refunded-differs', expected: gross }),
    );
  });

  test('a shipment that is missing is a mismatch', () => {
    expect(judge([priced, captured], late)).toEqual(mismatched({ kind: 'not-shipped', found: gross }));
    expect(judge([part(1)], late)).toEqual(mismatched({ kind: 'not-shipped', found: euros(1) }));
    expect(judge([captured, { ...captured, captureId: 'cap_2', amount: dollars }], late)).toEqual(
      mismatched({ kind: 'not-shipped' }),
    );
  });

  test.each([
    ['open', [priced]],
    ['open', [priced, dispatched]],
    ['open', [priced, captured, refunded]],
    ['settled', [priced, captured, dispatched]],
    ['closed', [captured, refunded, cancelled]],
  ] as [string, Fact[]][])('what is %s stays so', (state, facts) => {
    expect(judge(facts, late).state).toBe(state);
  });
});

function part(amount: number) {
  return { ...captured, amount: euros(amount) };
}

function outOfRange(found?: object) {
  return { kind: 'amount-out-of-range', ...(found && { found }) };
}

function pieces(...quantities: number[]) {
  return quantities.map((quantity) => ({ article: 'mug', quantity }));
}

function differs(found: object) {
  return { kind: 'captured-differs', expected: gross, found };
}

function cut(all: typeof lines) {
  return all
    .flatMap(({ article, quantity }) => Array.from({ length: quantity }, () => ({ article, quantity: 1 })))
    .toReversed();
}

function inTwoParts() {
  return lines.map((line, index) => ({ ...dispatched, lines: [line], trackingNumber: `HF-${index}` }));
}
