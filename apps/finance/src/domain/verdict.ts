import { add, type Money } from '@holdfast/contract-kit/money';
import { factsOf, type Fact, type FactOf, type Line } from './fact.ts';
import { isInOneCurrency, isInRange } from './possible-amounts.ts';
import { asOne, difference, isExactly, sumsOf, type Sums } from './sums.ts';

export type Verdict =
  /** Something is still to come. */
  | { readonly state: 'open' }
  /** The order is paid and not given back, and nothing has left the house yet. */
  | { readonly state: 'awaiting-shipment' }
  /** The order is cancelled, and what was captured for it is not given back yet. */
  | { readonly state: 'awaiting-refund' }
  | { readonly state: 'settled'; readonly amount: Money }
  /** The order is cancelled, and nothing is kept of it. */
  | { readonly state: 'closed' }
  | { readonly state: 'mismatched'; readonly mismatches: readonly Mismatch[] };

/** What may be merely on its way, for a while. */
export type Awaiting = Extract<Verdict['state'], `awaiting-${string}`>;

export interface Mismatch {
  readonly kind: MismatchKind;
  readonly expected?: Money;
  readonly found?: Money;
}

export type MismatchKind =
  | 'amount-out-of-range'
  | 'two-currencies'
  | 'two-prices'
  | 'captured-differs'
  | 'not-shipped'
  | 'shipped-differs'
  | 'shipped-though-cancelled'
  | 'refunded-differs';

export interface Patience {
  /** Nothing was heard for so long that a refund or a shipment is not merely on its way. */
  readonly isOver: boolean;
}

/** What the facts of one order amount to, whatever came first. */
export function judge(facts: readonly Fact[], patience: Patience = { isOver: false }): Verdict {
  const impossible = impossibleAmountsOf(facts);
  if (impossible.length > 0) return mismatched(...impossible);
  return factsOf(facts, 'cancelled').length > 0 ? judgeCancelled(facts, patience) : judgeCarriedOut(facts, patience);
}

// Comes first: everything after it adds up, which these amounts do not.
function impossibleAmountsOf(facts: readonly Fact[]): Mismatch[] {
  const { captured, refunded } = paymentsOf(facts);
  const found = [...captured, ...refunded].find(({ amount }) => amount < 0);
  return [
    ...(facts.every(isInOneCurrency) ? [] : [{ kind: 'two-currencies' } as const]),
    ...(isInRange(facts) ? [] : [mismatch('amount-out-of-range', { expected: undefined, found })]),
  ];
}

function judgeCancelled(facts: readonly Fact[], patience: Patience): Verdict {
  const { captured, refunded } = paymentsOf(facts);
  if (factsOf(facts, 'dispatched').length > 0) return mismatched({ kind: 'shipped-though-cancelled' });
  if (difference(captured, refunded).length === 0) return { state: 'closed' };
  if (!patience.isOver) return { state: 'awaiting-refund' };
  const like = captured[0] ?? refunded[0];
  return mismatched(
    mismatch('refunded-differs', { expected: asOne(sumsOf(captured), like), found: asOne(sumsOf(refunded), like) }),
  );
}

function judgeCarriedOut(facts: readonly Fact[], patience: Patience): Verdict {
  const [price, ...others] = factsOf(facts, 'priced');
  const shipments = factsOf(facts, 'dispatched');
  const { captured, refunded } = paymentsOf(facts);
  if (others.length > 0) return mismatched({ kind: 'two-prices' });
  const kept = difference(captured, refunded);
  if (shipments.length === 0) return judgeUnshipped(kept, captured[0], patience);
  if (!price || captured.length === 0) return { state: 'open' };

  const gross = add(price.net, price.tax);
  const mismatches = [
    ...(isExactly(kept, gross) ? [] : [mismatch('captured-differs', { expected: gross, found: asOne(kept, gross) })]),
    ...(isShippedAsPriced(price, shipments) ? [] : [{ kind: 'shipped-differs' } as const]),
  ];
  return mismatches.length === 0 ? { state: 'settled', amount: gross } : mismatched(...mismatches);
}

function judgeUnshipped(kept: Sums, captured: Money | undefined, patience: Patience): Verdict {
  if (!captured || kept.length === 0) return { state: 'open' };
  if (!patience.isOver) return { state: 'awaiting-shipment' };
  return mismatched(mismatch('not-shipped', { expected: undefined, found: asOne(kept, captured) }));
}

function paymentsOf(facts: readonly Fact[]) {
  return {
    captured: factsOf(facts, 'captured').map(({ amount }) => amount),
    refunded: factsOf(facts, 'refunded').map(({ amount }) => amount),
  };
}

function isShippedAsPriced(price: FactOf<'priced'>, shipments: readonly FactOf<'dispatched'>[]): boolean {
  return piecesOf(price.lines) === piecesOf(shipments.flatMap(({ lines }) => lines));
}

// How they are cut into lines, and in which sequence, makes no difference.
function piecesOf(lines: readonly Line[]): string {
  const pieces = [...Map.groupBy(lines, ({ article }) => article)].map(
    ([article, same]) => [article, String(same.reduce((sum, { quantity }) => sum + BigInt(quantity), 0n))] as const,
  );
  return JSON.stringify(pieces.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function mismatched(...mismatches: Mismatch[]): Verdict {
  return { state: 'mismatched', mismatches };
}

function mismatch(
  kind: MismatchKind,
  { expected, found }: { expected: Money | undefined; found: Money | undefined },
): Mismatch {
  return { kind, ...(expected && { expected }), ...(found && { found }) };
}
