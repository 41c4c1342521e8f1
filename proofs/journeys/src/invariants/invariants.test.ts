import { typeOf } from '@holdfast/contract-kit';
import { SettlementMismatched } from '@shop/contracts-finance';
import { CommitStock } from '@shop/contracts-inventory';
import { OrderCancelled } from '@shop/contracts-orders';
import { ChargeOrder, PaymentCaptured } from '@shop/contracts-payments';
import { describe, expect, test } from 'vitest';
import { anEvidence, withLedger, withSaid } from '../../test/an-evidence.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Said } from '../evidence/witness.ts';
import { endsOnce } from './ends-once.ts';
import { invariants } from './expect-shop-holds.ts';
import type { Invariant } from './invariant.ts';
import { money } from './money.ts';
import { noGhosts } from './no-ghosts.ts';
import { nothingLost } from './nothing-lost.ts';
import { orderPerKey } from './order-per-key.ts';
import { stock } from './stock.ts';

test.each(invariants)('$name holds where all is well', ({ judge }) => {
  expect(judge(anEvidence())).toEqual([]);
});

/** What is changed in a shop where all is well, and what the invariant then says of it. */
type Breaks = readonly (readonly [string, Evidence, string])[];

function turnsRed({ name, judge }: Invariant, breaks: Breaks): void {
  describe(`${name} is broken by`, () => {
    test.each(breaks)('%s', (_, evidence, anomaly) => {
      expect(judge(evidence)).toContain(anomaly);
    });
  });
}

const all = anEvidence();
const [mug] = all.stock;
const rowsWith = (state: string) => [{ id: 'kept', state, reason: null }, all.orders[1]!];
const without = (type: string) => (said: readonly Said[]) => said.filter((one) => one.type !== type);
const again = (type: string) => (said: readonly Said[]) =>
  said.flatMap((one) => (one.type === type ? [one, one] : [one]));
const about = (subject: string) => (said: readonly Said[]) => said.map((one) => ({ ...one, subject }));

turnsRed(endsOnce, [
  ['an order that does not end', withSaid('finance', () => []), 'lost: end of kept'],
  ['an order that ends twice', withSaid('orders', again(typeOf(OrderCancelled))), 'doubled: end of returned'],
  [
    'an order that ends both ways',
    withSaid('finance', (said) => [...said, ...about('returned')(said)]),
    'doubled: end of returned',
  ],
  ['an end that orders does not know', anEvidence({ orders: rowsWith('confirmed') }), 'lost: state settled of kept'],
  [
    'an order that was accepted twice',
    anEvidence({ accepted: ['kept', 'returned', 'kept'] }),
    'doubled: accepted kept',
  ],
  [
    'a cancellation without a reason',
    anEvidence({ orders: [all.orders[0]!, { id: 'returned', state: 'cancelled', reason: null }] }),
    'cancelled without a reason: returned',
  ],
]);

turnsRed(money, [
  [
    'a capture too many',
    withLedger('card-provider', (entries) => [entries[0]!, ...entries]),
    'unbalanced: money kept of kept in EUR is 1000 and not 500',
  ],
  [
    'a capture too many, also when it was refunded',
    withLedger('card-provider', (entries) => [...entries, entries[1]!, entries[2]!]),
    'doubled: capture for returned',
  ],
  [
    'a refund that does not come',
    withLedger('card-provider', (entries) => entries.slice(0, 2)),
    'unbalanced: money kept of returned in EUR is 500 and not 0',
  ],
  [
    'a capture of another amount',
    withLedger('card-provider', ([first, ...rest]) => [
      { ...first!, amount: { amount: 499, currency: 'EUR' } },
      ...rest,
    ]),
    'unbalanced: money kept of kept in EUR is 499 and not 500',
  ],
  [
    'a capture in another currency',
    withLedger('card-provider', ([first, ...rest]) => [
      { ...first!, amount: { amount: 500, currency: 'USD' } },
      ...rest,
    ]),
    'unbalanced: money kept of kept in USD is 500 and not 0',
  ],
  [
    'a settled order that was refunded',
    withLedger('card-provider', (entries) => [...entries, { ...entries[2]!, reference: 'kept' }]),
    'refunded although settled: kept',
  ],
  [
    'a capture that nobody was told of',
    withSaid('payments', without(typeOf(PaymentCaptured))),
    'lost: capture was said for kept',
  ],
  ['a capture that was only said', withLedger('card-provider', () => []), 'ghost: capture was said for kept'],
  [
    'a book that has another amount',
    anEvidence({ books: [{ ...all.books[0]!, captured: 400 }, all.books[1]!] }),
    'unbalanced: books of kept, captured is 400 and not 500',
  ],
  [
    'a posting that is not balanced',
    anEvidence({ books: [{ ...all.books[0]!, imbalance: 1 }, all.books[1]!] }),
    'unbalanced: books of kept, debits against credits is 1 and not 0',
  ],
  [
    'an order that ended and is still owed',
    anEvidence({ books: [{ ...all.books[0]!, owed: 500 }, all.books[1]!] }),
    'unbalanced: books of kept, still owed is 500 and not 0',
  ],
  [
    'a mismatch that finance has found',
    withSaid('finance', (said) => [...said, { ...said[0]!, type: typeOf(SettlementMismatched), data: { kind: 'it' } }]),
    'finance has found {"kind":"it"}',
  ],
  ['a capture that is not booked', anEvidence({ books: [all.books[1]!] }), 'unbalanced: books of kept is 0 and not 1'],
]);

turnsRed(stock, [
  [
    'a piece that is gone',
    anEvidence({ stock: [{ ...mug!, onHand: 7 }] }),
    'unbalanced: pieces of mug is 9 and not 10',
  ],
  [
    'a reservation that is left',
    anEvidence({ stock: [{ ...mug!, onHand: 7, reserved: 1 }] }),
    'unbalanced: pieces of mug that are reserved is 1 and not 0',
  ],
  [
    'stock that is bound and not shipped',
    anEvidence({ stock: [{ ...mug!, shipped: 0, committed: 2 }] }),
    'unbalanced: pieces of mug that are committed is 2 and not 0',
  ],
  [
    'a parcel for an order that was cancelled',
    anEvidence({ stock: [{ ...mug!, onHand: 6, shipped: 4 }] }),
    'unbalanced: pieces shipped of mug is 4 and not 2',
  ],
  [
    'a parcel with too little in it',
    withLedger('carrier', ([parcel]) => [{ ...parcel!, lines: [{ article: 'mug', quantity: 1 }] }]),
    'unbalanced: pieces in the parcel of kept, mug is 1 and not 2',
  ],
  ['a warehouse that cannot be read', anEvidence({ stock: [] }), 'the warehouse has no articles at all'],
]);

turnsRed(nothingLost, [
  ['a step that is missing', withSaid('pricing', () => []), 'lost: pricing.order-priced.v1 of settled kept'],
  [
    'a cancellation that nobody was written about',
    withSaid('notifications', (said) => said.slice(0, 1)),
    'lost: notice of the cancellation of returned',
  ],
  [
    'a command that was given twice',
    withSaid('orders', again(typeOf(ChargeOrder))),
    'doubled: payments.charge-order kept',
  ],
  [
    'a notice that was said twice',
    withSaid('notifications', (said) => [...said, said[0]!]),
    'doubled: notifications.notice-sent kept/confirmed',
  ],
  [
    'a message that a consumer has not handled',
    anEvidence({ handled: { finance: all.handled['finance']!.slice(1) } }),
    'not handled by finance.settlement: pricing.order-priced.v1 of kept',
  ],
  ['a call that is parked', anEvidence({ open: ['payments: it is parked'] }), 'left behind: payments: it is parked'],
]);

turnsRed(orderPerKey, [
  [
    'a command before its reason',
    withSaid('orders', (said) => said.toReversed()),
    'too early: orders says of kept payments.charge-order.v1 before any of payments.screen-order.v1',
  ],
  [
    'a command after the end',
    withSaid('orders', (said) => [...said, said.find(({ type }) => type === typeOf(CommitStock))!]),
    'orders says of kept inventory.commit-stock.v1 after orders.order-confirmed.v1',
  ],
  [
    'a consumer that is overtaken',
    anEvidence({ handled: { finance: all.handled['finance']!.toReversed() } }),
    'out of order: finance.settlement handles payments.payment-captured.v1 of returned (payments.payment-captured returned) after payments.payment-refunded.v1 of returned (payments.payment-refunded returned)',
  ],
]);

turnsRed(noGhosts, [
  ['a message about nothing', withSaid('shipping', about('nobody')), 'ghost: message about nobody'],
  [
    'an order that nobody placed',
    anEvidence({ orders: [...all.orders, { id: 'nobody', state: 'settled', reason: null }] }),
    'ghost: row of order nobody',
  ],
  [
    'an effect for an order that nobody placed',
    withLedger('risk', (entries) => [...entries, { kind: 'assessment', reference: 'nobody' }]),
    'ghost: something in the ledger of risk for nobody',
  ],
  ['a second mail', withLedger('mail', (entries) => [...entries, entries[0]!]), 'doubled: mail for kept/confirmed'],
  ['a mail that never came', withLedger('mail', (entries) => entries.slice(1)), 'lost: mail for kept/confirmed'],
  [
    'a mail that says the wrong thing',
    withLedger('mail', (entries) => [...entries, { kind: 'message', reference: 'returned/confirmed' }]),
    'ghost: mail for returned/confirmed',
  ],
  ['a second parcel', withLedger('carrier', (entries) => [...entries, ...entries]), 'doubled: parcel for kept'],
  [
    'a parcel of a cancelled order',
    withLedger('carrier', (entries) => [...entries, { kind: 'shipment', reference: 'returned' }]),
    'ghost: parcel for returned',
  ],
]);
