import { money, type Money } from '@holdfast/contract-kit/money';
import { memoryScope } from '@holdfast/work/testing';
import { OrderSettled, SettlementMismatched } from '@shop/contracts-finance';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cancelled, captured, dispatched, orderId, priced, refunded } from '../../test/an-order.ts';
import { isSameFact, type Fact } from '../domain/fact.ts';
import { judge, type Verdict } from '../domain/verdict.ts';
import { bookFact } from './book-fact.ts';
import { MemoryLedger } from './memory-ledger.ts';

async function booksAfter(facts: readonly Fact[]) {
  const scope = memoryScope({ ledger: new MemoryLedger() });
  for (const fact of facts) await bookFact({ orderId, fact }, scope);
  const postings = (scope.ledger.postings.get(orderId) ?? []).toSorted((one, other) =>
    one.name < other.name ? -1 : 1,
  );
  const said = scope.published.map(({ message, data }) => ({ message, ...(data as { kind?: string }) }));
  return { postings, said, state: scope.ledger.books.get(orderId)?.state };
}

/** Each at least once, in any sequence, with any repeats. */
const arrivalsOf = (facts: readonly Fact[]) =>
  fc
    .array(fc.constantFrom(...facts), { maxLength: 6 })
    .chain((repeats) => fc.shuffledSubarray([...facts, ...repeats], { minLength: facts.length + repeats.length }));

const most = Number.MAX_SAFE_INTEGER;
const anAmount = fc
  .record({
    amount: fc.constantFrom(1, 90, 12_900, 12_990, 12_990, 0, -1, most, -most),
    currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD'),
  })
  .map(({ amount, currency }): Money => money(amount, currency));
const anId = fc.constantFrom('one', 'two');
const someLines = fc.constantFrom(priced.lines, priced.lines.slice(1));

const anyFact: fc.Arbitrary<Fact> = fc.oneof(
  fc.constant<Fact>(priced),
  fc.record({ type: fc.constant('priced' as const), net: anAmount, tax: anAmount, lines: someLines }),
  fc.record({ type: fc.constant('captured' as const), amount: anAmount, captureId: anId }),
  fc.record({ type: fc.constant('refunded' as const), amount: anAmount, refundId: anId }),
  fc.record({ type: fc.constant('dispatched' as const), lines: someLines, trackingNumber: anId }),
  fc.constant<Fact>(cancelled),
);
const anyFacts = fc.uniqueArray(anyFact, { minLength: 1, maxLength: 7, comparator: isSameFact });
const twoArrivals = anyFacts.chain((facts) => fc.tuple(fc.constant(facts), arrivalsOf(facts), arrivalsOf(facts)));

const kindsOf = (verdict: Verdict) =>
  verdict.state === 'mismatched' ? verdict.mismatches.map(({ kind }) => kind) : [];

describe('any arrival of the facts of one order', () => {
  test('gives the same books and the same verdict', async () => {
    await fc.assert(
      fc.asyncProperty(twoArrivals, async ([facts, first, second]) => {
        const one = await booksAfter(first);
        const other = await booksAfter(second);

        expect(other.postings).toEqual(one.postings);
        expect(other.state).toBe(one.state);
        expect(one.state).toBe(judge(facts).state);
      }),
      { numRuns: 500 },
    );
  });

  test('tells each thing once, and always what the verdict is', async () => {
    await fc.assert(
      fc.asyncProperty(twoArrivals, async ([facts, arrival]) => {
        const { said } = await booksAfter(arrival);
        const kinds = said.flatMap(({ kind }) => kind ?? []);
        const settlements = said.filter(({ message }) => message === OrderSettled).length;
        const verdict = judge(facts);

        expect(settlements).toBeLessThanOrEqual(1);
        expect(settlements).toBeGreaterThanOrEqual(verdict.state === 'settled' ? 1 : 0);
        expect(new Set(kinds).size).toBe(kinds.length);
        expect(kinds).toEqual(expect.arrayContaining(kindsOf(verdict)));
      }),
      { numRuns: 500 },
    );
  });

  test.each<[string, Fact[], object[]]>([
    ['carried out', [priced, captured, dispatched], [{ message: OrderSettled, orderId, amount: money(12_990, 'EUR') }]],
    ['cancelled', [priced, cancelled], []],
    ['cancelled after it was paid', [priced, captured, refunded, cancelled], []],
  ])('of an order that is %s as it should be tells nothing else', async (_, facts, expected) => {
    await fc.assert(
      fc.asyncProperty(arrivalsOf(facts), async (arrival) => {
        expect((await booksAfter(arrival)).said).toEqual(expected);
      }),
    );
  });

  test('that does not agree keeps the order open, and settles it when it comes right', async () => {
    const rest = { ...captured, amount: money(90, 'EUR'), captureId: 'cap_2' };
    const { said } = await booksAfter([priced, { ...captured, amount: money(12_900, 'EUR') }, dispatched, rest]);

    expect(said.map(({ message, kind }) => kind ?? message)).toEqual(['captured-differs', OrderSettled]);
    expect(said[0]!.message).toBe(SettlementMismatched);
  });

  test('that settled, went wrong and came right again settles once', async () => {
    const again = { ...captured, captureId: 'cap_2' };
    const { said, state } = await booksAfter([priced, captured, dispatched, again, refunded]);

    expect(said.map(({ message, kind }) => kind ?? message)).toEqual([OrderSettled, 'captured-differs']);
    expect(state).toBe('settled');
  });
});
