import { typeOf, type AnyMessage } from '@holdfast/contract-kit';
import { OrderSettled } from '@shop/contracts-finance';
import {
  CommitStock,
  ReleaseStock,
  ReserveStock,
  StockCommitted,
  StockReleased,
  StockReserved,
} from '@shop/contracts-inventory';
import { NoticeSent } from '@shop/contracts-notifications';
import { OrderCancelled, OrderConfirmed, OrderPlaced } from '@shop/contracts-orders';
import {
  ChargeOrder,
  OrderScreened,
  PaymentCaptured,
  PaymentRefunded,
  RefundOrder,
  ScreenOrder,
} from '@shop/contracts-payments';
import { OrderPriced, PriceOrder } from '@shop/contracts-pricing';
import { ShipmentDispatched } from '@shop/contracts-shipping';
import type { Evidence } from '../src/evidence/evidence.ts';
import type { OutsideEntry } from '../src/evidence/outside-ledgers.ts';
import type { Said } from '../src/evidence/witness.ts';

/** A shop in which all is well: one order was settled, and one was charged, refunded and cancelled. */
export function anEvidence(change: Partial<Evidence> = {}): Evidence {
  return {
    accepted: ['kept', 'returned'],
    orders: [
      { id: 'kept', state: 'settled', reason: null },
      { id: 'returned', state: 'cancelled', reason: 'cancelled-by-customer' },
    ],
    said,
    handled: { finance: handledBy('finance.settlement', [...said['pricing']!, ...said['payments']!]) },
    outside,
    stock: [{ article: 'mug', initial: 10, onHand: 8, reserved: 0, committed: 0, shipped: 2 }],
    books: [
      { orderId: 'kept', currency: 'EUR', captured: 500, refunded: 0, owed: 0, imbalance: 0 },
      { orderId: 'returned', currency: 'EUR', captured: 500, refunded: 500, owed: 0, imbalance: 0 },
    ],
    open: [],
    consumers: { 'finance.settlement': [OrderPriced, PaymentCaptured, PaymentRefunded].map(typeOf) },
    steps: [OrderPlaced, OrderPriced, StockReserved, OrderScreened, PaymentCaptured].map(typeOf),
    ...change,
  };
}

/** The same, with other entries in one ledger outside. */
export function withLedger(
  system: keyof Evidence['outside'],
  change: (entries: readonly OutsideEntry[]) => readonly OutsideEntry[],
): Evidence {
  return anEvidence({ outside: { ...outside, [system]: change(outside[system]) } });
}

/** The same, with one service saying something else. */
export function withSaid(service: string, change: (said: readonly Said[]) => readonly Said[]): Evidence {
  return anEvidence({ said: { ...said, [service]: change(said[service] ?? []) } });
}

const amount = { amount: 500, currency: 'EUR' };
const lines = [{ article: 'mug', quantity: 2 }];

const outside: Evidence['outside'] = {
  risk: [
    { kind: 'assessment', reference: 'kept' },
    { kind: 'assessment', reference: 'returned' },
  ],
  'card-provider': [
    { kind: 'capture', reference: 'kept', amount },
    { kind: 'capture', reference: 'returned', amount },
    { kind: 'refund', reference: 'returned', amount },
  ],
  mail: [
    { kind: 'message', reference: 'kept/confirmed' },
    { kind: 'message', reference: 'returned/cancelled' },
  ],
  carrier: [{ kind: 'shipment', reference: 'kept', lines }],
};

const said: Evidence['said'] = {
  orders: [
    ...says('kept', [OrderPlaced, PriceOrder, ReserveStock, ScreenOrder, ChargeOrder, CommitStock, OrderConfirmed]),
    ...says('returned', [OrderPlaced, PriceOrder, ReserveStock, ScreenOrder, ChargeOrder]),
    ...says('returned', [ReleaseStock, RefundOrder, OrderCancelled]),
  ],
  pricing: [...says('kept', [OrderPriced]), ...says('returned', [OrderPriced])],
  inventory: [...says('kept', [StockReserved, StockCommitted]), ...says('returned', [StockReserved, StockReleased])],
  payments: [
    ...says('kept', [OrderScreened, PaymentCaptured]),
    ...says('returned', [OrderScreened, PaymentCaptured, PaymentRefunded]),
  ],
  notifications: [
    ...says('kept', [NoticeSent], { notice: 'confirmed' }),
    ...says('returned', [NoticeSent], { notice: 'cancelled' }),
  ],
  shipping: says('kept', [ShipmentDispatched]),
  finance: says('kept', [OrderSettled]),
};

function says(subject: string, messages: readonly AnyMessage[], more: Record<string, unknown> = {}): Said[] {
  return messages.map((message) => ({
    messageId: `${message.name} ${subject}`,
    topic: message.name.split('.', 1)[0]!,
    subject,
    type: typeOf(message),
    data: { orderId: subject, totals: { gross: amount }, lines, ...more },
  }));
}

function handledBy(consumer: string, messages: readonly Said[]) {
  return messages.map(({ messageId }) => ({ consumer, messageId }));
}
