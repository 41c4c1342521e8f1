import { format, money } from '@holdfast/contract-kit/money';
import { describe, expect, test } from 'vitest';
import type { Advanced, CheckoutCommand } from './advanced.ts';
import type { CheckoutFact } from './checkout-fact.ts';
import { advance, isTakingBack, type Checkout } from './checkout.ts';
import { CancellationTooLate } from './cancellation-too-late.ts';
import { mostUnscreened } from './going-forward.ts';

const before = new Date('2026-11-02T10:00:00Z');
const now = new Date('2026-11-02T10:00:01Z');
const reason = 'a-reason';

const facts: CheckoutFact[] = [
  { type: 'order-priced', amount: money(mostUnscreened, 'EUR') },
  { type: 'order-priced', amount: money(mostUnscreened + 1, 'EUR') },
  { type: 'pricing-refused', reason },
  { type: 'stock-reserved' },
  { type: 'stock-refused', reason },
  { type: 'stock-released' },
  { type: 'stock-committed' },
  { type: 'reservation-lost', reason },
  { type: 'order-screened', decision: 'approved' },
  { type: 'order-screened', decision: 'declined' },
  { type: 'order-screened', decision: 'unavailable' },
  { type: 'payment-captured' },
  { type: 'payment-declined', reason },
  { type: 'payment-abandoned' },
  { type: 'payment-refunded' },
  { type: 'cancel-wanted' },
  { type: 'step-overdue', step: 'price' },
  { type: 'step-overdue', step: 'reserve' },
  { type: 'step-overdue', step: 'screen' },
  { type: 'step-overdue', step: 'charge' },
  { type: 'step-overdue', step: 'commit' },
  { type: 'step-overdue', step: 'cancel' },
  { type: 'notice-sent', notice: 'confirmed' },
  { type: 'notice-sent', notice: 'cancelled' },
  { type: 'shipment-dispatched' },
  { type: 'order-settled' },
];

const starts: Checkout[] = [
  { state: 'placed', since: before },
  // Left behind by the first release, which knew no amount.
  { state: 'priced', since: before, amount: undefined },
];

interface Row {
  readonly checkout: Checkout;
  readonly fact: CheckoutFact;
  readonly kind: Kind;
  readonly outcome: Advanced<Checkout>;
}

const kinds = ['moves', 'takes back', 'asks again', 'repeats', 'refused', 'impossible'] as const;
type Kind = (typeof kinds)[number];

const typesOf = (commands: readonly CheckoutCommand[]) => commands.map(({ type }) => type);
const rows = [...reachable(starts)].flatMap((checkout) => facts.map((fact) => rowOf(checkout, fact)));
const rowsThat = (kind: Kind) => rows.filter((row) => row.kind === kind);
const rowsFrom = (...states: Checkout['state'][]) => rows.filter(({ checkout }) => states.includes(checkout.state));
const saying = (type: CheckoutCommand['type']) =>
  rows.filter(({ outcome }) => typesOf(outcome.commands).includes(type));

describe('every state that can be reached, with every fact', () => {
  // `npx vitest run apps/orders/src/domain/checkout-table -u` writes it anew. Read what has changed.
  test('is in the table', async () => {
    await expect(table()).toMatchFileSnapshot('./checkout-table.txt');
  });

  test('is told in the table by all that decides', () => {
    for (const [name, section] of sections()) {
      const outcomes = new Set(section.map((row) => `${row.kind} ${factName(row.fact)} ${outcomeOf(row)}`));
      expect([name, outcomes.size]).toEqual([name, facts.length]);
    }
  });

  test('has facts of every type in the table', () => {
    const types: Record<CheckoutFact['type'], true> = {
      'order-priced': true,
      'pricing-refused': true,
      'stock-reserved': true,
      'stock-refused': true,
      'stock-released': true,
      'stock-committed': true,
      'reservation-lost': true,
      'order-screened': true,
      'payment-captured': true,
      'payment-declined': true,
      'payment-abandoned': true,
      'payment-refunded': true,
      'cancel-wanted': true,
      'step-overdue': true,
      'notice-sent': true,
      'shipment-dispatched': true,
      'order-settled': true,
    };

    expect([...new Set(facts.map(({ type }) => type))].toSorted()).toEqual(Object.keys(types).toSorted());
  });

  test('changes nothing when it repeats or is impossible', () => {
    for (const { checkout, outcome } of rowsThat('repeats')) expect(outcome).toEqual({ checkout, commands: [] });
    for (const { checkout, fact, outcome } of rowsThat('impossible')) {
      const noted = { type: 'note-impossible-fact', state: checkout.state, fact: fact.type };
      expect(outcome).toEqual({ checkout, commands: [noted] });
    }
  });

  test('changes nothing a second time, but for the command that is asked again', () => {
    for (const { fact, outcome } of [...rowsThat('moves'), ...rowsThat('takes back')]) {
      expect(['repeats', 'refused']).toContain(rowOf(outcome.checkout, fact).kind);
    }
  });

  test('is never led back from the pivot', () => {
    const after = rowsFrom('confirmed', 'settled').map(({ outcome }) => outcome.checkout.state);

    expect(new Set(after)).toEqual(new Set(['confirmed', 'settled']));
  });

  test('is never led back from a cancellation, and keeps its reason', () => {
    for (const { checkout, outcome } of rowsFrom('cancelling', 'cancelled')) {
      expect(['cancelled', checkout.state]).toContain(outcome.checkout.state);
      expect(outcome.checkout).toMatchObject({ reason: 'reason' in checkout && checkout.reason });
    }
  });

  test('is refused to the customer from the moment at which stock may be bound', () => {
    const refused = rowsThat('refused');

    expect(new Set(refused.map(({ fact }) => fact.type))).toEqual(new Set(['cancel-wanted']));
    expect(new Set(refused.map(({ checkout }) => checkout.state))).toEqual(
      new Set(['charged', 'confirmed', 'settled']),
    );
  });

  test('is announced as confirmed when the stock is committed, and only then', () => {
    const confirming = saying('confirm-order');

    expect(new Set(confirming.map(({ fact }) => fact.type))).toEqual(new Set(['stock-committed']));
    expect(new Set(confirming.map(({ checkout }) => checkout.state))).toEqual(new Set(['charged']));
  });

  test('is announced as cancelled once', () => {
    for (const { checkout, outcome } of rows) {
      const isAnnounced = typesOf(outcome.commands).includes('cancel-order');
      expect(isAnnounced).toBe(checkout.state !== 'cancelled' && outcome.checkout.state === 'cancelled');
    }
  });

  test('is announced as cancelled as soon as nothing is open, and not before', () => {
    for (const { outcome } of saying('cancel-order')) expect(openIn(outcome.checkout)).toEqual([]);
    for (const { checkout } of rowsFrom('cancelling')) expect(openIn(checkout)).not.toEqual([]);
  });

  test('takes back exactly what it opens', () => {
    const takenBack = rows.filter((row) => isTakingBack(row.outcome.checkout) && row.kind !== 'asks again');

    for (const { checkout, outcome } of takenBack) {
      const opened = openIn(outcome.checkout).filter((name) => !openIn(checkout).includes(name));
      expect(compensationsIn(outcome)).toEqual(compensationsOf(opened));
    }
  });

  test('asks again exactly those who still owe an answer, when its cancellation is overdue', () => {
    const overdue = rowsFrom('cancelling')
      .filter(({ fact }) => factName(fact) === 'step-overdue cancel')
      .map(({ checkout, fact }) => rowOf({ ...checkout, since: before }, fact));

    expect(overdue.length).toBeGreaterThan(0);
    for (const { checkout, outcome, kind } of overdue) {
      const open = openIn(checkout);
      expect([kind, outcome.checkout]).toEqual(['asks again', { ...checkout, since: now }]);
      expect(outcome.commands.at(-1)).toEqual({ type: 'page', step: 'cancel', waitsFor: open });
      expect(compensationsIn(outcome)).toEqual(compensationsOf(open));
    }
  });

  test('gives back every capture that it does not want', () => {
    const captured = rowsFrom('cancelling', 'cancelled').filter(({ fact }) => fact.type === 'payment-captured');
    const taken = captured.filter(({ kind }) => kind !== 'impossible');

    expect(new Set(captured.map(({ kind }) => kind))).toEqual(
      new Set(['moves', 'takes back', 'repeats', 'impossible']),
    );
    for (const { outcome } of taken) expect(outcome.checkout).toMatchObject({ payment: 'refunding' });
  });

  test('goes on without a screening up to 200.00, marked', () => {
    const unscreened = rowsFrom('reserved').filter((row) => factName(row.fact) === 'order-screened unavailable');

    expect(unscreened.map(({ checkout, outcome }) => [nameOf(checkout), outcome.checkout])).toEqual([
      ['reserved | 200.01 EUR', expect.objectContaining({ reason: 'screening-unavailable' })],
      ['reserved | 200.00 EUR', expect.objectContaining({ state: 'screened', unscreened: true })],
    ]);
  });

  test('pages somebody for a commit or a cancellation that is not answered, and for nothing else', () => {
    const paged = saying('page').map(({ checkout, fact }) => `${checkout.state}: ${factName(fact)}`);

    expect(new Set(paged)).toEqual(new Set(['charged: step-overdue commit', 'cancelling: step-overdue cancel']));
    expect(rowsThat('asks again')).toEqual(saying('page'));
  });
});

function reachable(from: readonly Checkout[]): Iterable<Checkout> {
  const found = new Map<string, Checkout>();
  const waiting = [...from];
  for (let checkout = waiting.pop(); checkout; checkout = waiting.pop()) {
    const key = keyOf(checkout);
    if (found.has(key)) continue;
    found.set(key, checkout);
    for (const fact of facts) waiting.push(rowOf(checkout, fact).outcome.checkout);
  }
  return found.values();
}

/** What decides, without what is only carried along. */
function keyOf(checkout: Checkout): string {
  return JSON.stringify({ ...checkout, since: '', ...('reason' in checkout && { reason: '' }) });
}

function rowOf(checkout: Checkout, fact: CheckoutFact): Row {
  try {
    const outcome = advance(checkout, fact, now);
    return { checkout, fact, outcome, kind: kindOf(checkout, outcome) };
  } catch (error) {
    if (!(error instanceof CancellationTooLate)) throw error;
    return { checkout, fact, outcome: { checkout, commands: [] }, kind: 'refused' };
  }
}

function kindOf(checkout: Checkout, outcome: Advanced<Checkout>): Kind {
  const said = typesOf(outcome.commands);
  if (said.includes('note-impossible-fact')) return 'impossible';
  if (outcome.checkout === checkout) return 'repeats';
  if (keyOf(outcome.checkout) === keyOf(checkout)) return 'asks again';
  return said.includes('release-stock') || said.includes('refund-order') ? 'takes back' : 'moves';
}

function openIn(checkout: Checkout): string[] {
  return Object.entries(checkout).flatMap(([name, state]) =>
    ['asked', 'releasing', 'withdrawing', 'refunding'].includes(String(state)) ? [name] : [],
  );
}

function compensationsOf(open: readonly string[]) {
  return { stock: open.includes('stock'), payment: open.includes('payment') };
}

function compensationsIn({ commands }: Advanced<Checkout>) {
  const said = typesOf(commands);
  return { stock: said.includes('release-stock'), payment: said.includes('refund-order') };
}

function sections(): [name: string, rows: Row[]][] {
  return [...Map.groupBy(rows, ({ checkout }) => nameOf(checkout))].toSorted(
    ([one], [other]) => placeOf(one) - placeOf(other) || one.localeCompare(other),
  );
}

function table(): string {
  return sections()
    .map(([name, section]) => [name, ...kinds.flatMap((kind) => linesOf(kind, section))].join('\n'))
    .join('\n\n')
    .concat('\n');
}

function linesOf(kind: Kind, section: readonly Row[]): string[] {
  const those = section.filter((row) => row.kind === kind);
  if (kind === 'repeats' || kind === 'refused' || kind === 'impossible') return listOf(kind, those);
  return [...new Set(those.map((row) => `  ${kind.padEnd(11)} ${factName(row.fact).padEnd(27)} → ${outcomeOf(row)}`))];
}

function outcomeOf({ outcome }: Row): string {
  const said = typesOf(outcome.commands).join(', ');
  return nameOf(outcome.checkout) + (said && ` (${said})`);
}

function listOf(kind: Kind, those: readonly Row[]): string[] {
  const names = [...new Set(those.map(({ fact }) => shortestName(fact, those)))];
  const lines: string[] = [];
  while (names.length > 0) lines.push(names.splice(0, 5).join(' · '));
  return lines.map((line, index) => `  ${(index === 0 ? kind : '').padEnd(11)} ${line}`);
}

function shortestName(fact: CheckoutFact, those: readonly Row[]): string {
  const alike = facts.filter(({ type }) => type === fact.type);
  return alike.every((one) => those.some((row) => row.fact === one)) ? fact.type : factName(fact);
}

function factName(fact: CheckoutFact): string {
  switch (fact.type) {
    case 'order-priced':
      return `order-priced ${format(fact.amount)}`;
    case 'order-screened':
      return `order-screened ${fact.decision}`;
    case 'step-overdue':
      return `step-overdue ${fact.step}`;
    case 'notice-sent':
      return `notice-sent ${fact.notice}`;
    default:
      return fact.type;
  }
}

/** An amount is named as long as something depends on it, and a participant as soon as it was asked. */
function nameOf(checkout: Checkout): string {
  const { state } = checkout;
  if (isTakingBack(checkout)) {
    const { pricing, stock, screening, payment } = checkout;
    const asked = Object.entries({ pricing, stock, screening, payment }).filter(([, how]) => how !== 'not-asked');
    return [state, ...asked.map(([who, how]) => `${who} ${how}`)].join(' | ');
  }
  if (state === 'priced' || state === 'reserved') {
    const { amount } = checkout;
    return `${state} | ${amount ? format(amount) : 'amount unknown'}`;
  }
  return state === 'confirmed' ? `${state} | awaits ${checkout.awaits.join(', ')}` : state;
}

function placeOf(name: string): number {
  const states = 'placed priced reserved screened charged confirmed settled cancelling cancelled';
  return states.split(' ').indexOf(name.split(' ')[0] ?? '');
}
