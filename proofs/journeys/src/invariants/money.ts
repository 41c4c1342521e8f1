import { balanced, doubled, onceEach, type Balance } from '@holdfast/testkit';
import { SettlementMismatched } from '@shop/contracts-finance';
import { PaymentCaptured, PaymentRefunded } from '@shop/contracts-payments';
import { OrderPriced } from '@shop/contracts-pricing';
import { idsIn, saidOf, subjectsOf, type BookRow, type Evidence } from '../evidence/evidence.ts';
import { entriesOf, type Amount, type OutsideEntry } from '../evidence/outside-ledgers.ts';
import type { Invariant } from './invariant.ts';

/**
 * In the provider's own ledger: a settled order is one capture of what it was priced at, and stays; of a cancelled order
 * nothing is kept, and nothing was captured twice on the way. What payments said and what finance booked agree with it.
 */
export const money: Invariant = {
  name: 'money',
  judge: (evidence) => {
    const captures = entriesOf(evidence.outside, 'capture');
    const refunds = entriesOf(evidence.outside, 'refund');
    return [
      ...doubled(captures.map(referenceOf), 'capture for'),
      ...doubled(refunds.map(referenceOf), 'refund for'),
      ...balanced(keptBySettled(evidence), 'money kept'),
      ...balanced(keptByCancelled(evidence), 'money kept'),
      ...refundsOfSettled(evidence),
      ...onceEach(captures.map(referenceOf), subjectsOf(evidence, PaymentCaptured), 'capture was said for'),
      ...onceEach(refunds.map(referenceOf), [...new Set(subjectsOf(evidence, PaymentRefunded))], 'refund was said for'),
      ...balanced(bookedAgainstLedger(evidence), 'books'),
      ...saidOf(evidence, SettlementMismatched).map(({ data }) => `finance has found ${JSON.stringify(data)}`),
    ];
  },
};

const referenceOf = ({ reference }: OutsideEntry) => reference;

function keptBySettled(evidence: Evidence): Balance[] {
  const prices = new Map(saidOf(evidence, OrderPriced).map(({ subject, data }) => [subject, data.totals.gross]));
  return idsIn(evidence, 'settled').flatMap((id) => balancesOf(evidence, id, prices.get(id)));
}

function keptByCancelled(evidence: Evidence): Balance[] {
  return idsIn(evidence, 'cancelled').flatMap((id) => balancesOf(evidence, id, undefined));
}

/** One for each currency that was priced or moved. */
function balancesOf({ outside }: Evidence, id: string, price: Amount | undefined): Balance[] {
  const moves = [...entriesOf(outside, 'capture', id), ...entriesOf(outside, 'refund', id)];
  const currencies = new Set([price?.currency, ...moves.map(({ amount }) => amount?.currency)]);
  return [...currencies]
    .filter((currency) => currency !== undefined)
    .map((currency) => ({
      of: `${id} in ${currency}`,
      wanted: price?.currency === currency ? price.amount : 0,
      found: sumOf(moves, 'capture', currency) - sumOf(moves, 'refund', currency),
    }));
}

function sumOf(entries: readonly OutsideEntry[], kind: OutsideEntry['kind'], currency: string): number {
  return entries
    .filter((entry) => entry.kind === kind && entry.amount?.currency === currency)
    .reduce((sum, { amount }) => sum + (amount?.amount ?? 0), 0);
}

function refundsOfSettled(evidence: Evidence): string[] {
  return idsIn(evidence, 'settled')
    .filter((id) => entriesOf(evidence.outside, 'refund', id).length > 0)
    .map((id) => `refunded although settled: ${id}`);
}

function bookedAgainstLedger(evidence: Evidence): Balance[] {
  const booked = new Set(evidence.books.map(({ orderId }) => orderId));
  const moved = [...entriesOf(evidence.outside, 'capture'), ...entriesOf(evidence.outside, 'refund')];
  const unbooked = moved.map(referenceOf).filter((id) => !booked.has(id));
  return [
    ...evidence.books.flatMap((book) => balancesOfBook(evidence, book)),
    ...unbooked.map((of) => ({ of, wanted: 1, found: 0 })),
  ];
}

function balancesOfBook({ outside }: Evidence, book: BookRow): Balance[] {
  const { orderId, currency } = book;
  const sum = (kind: OutsideEntry['kind']) => sumOf(entriesOf(outside, kind, orderId), kind, currency);
  return [
    { of: `${orderId}, captured`, wanted: sum('capture'), found: book.captured },
    { of: `${orderId}, refunded`, wanted: sum('refund'), found: book.refunded },
    { of: `${orderId}, still owed`, wanted: 0, found: book.owed },
    { of: `${orderId}, debits against credits`, wanted: 0, found: book.imbalance },
  ];
}
