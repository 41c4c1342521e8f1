import { exampleOf } from '@holdfast/contract-kit/testing';
import { OrderCancelled } from '@shop/contracts-orders';
import { PaymentCaptured, PaymentRefunded } from '@shop/contracts-payments';
import { OrderPriced } from '@shop/contracts-pricing';
import { ShipmentDispatched } from '@shop/contracts-shipping';
import { describe, expect, test } from 'vitest';
import { financeService } from './finance-service.ts';

const service = await financeService();
const contracts = (context: string) => import.meta.resolve(`@shop/contracts-${context}`);
const priced = exampleOf(contracts('pricing'), OrderPriced, 'ordinary');
const captured = exampleOf(contracts('payments'), PaymentCaptured, 'ordinary');
const refunded = exampleOf(contracts('payments'), PaymentRefunded, 'ordinary');
const cancelled = exampleOf(contracts('orders'), OrderCancelled, 'unknown-article');
const dispatched = exampleOf(contracts('shipping'), ShipmentDispatched, 'ordinary');

const hearing = (orderId: string) => ({
  priced: () => service.hear(OrderPriced, { ...priced, orderId }),
  captured: (more: object = {}) => service.hear(PaymentCaptured, { ...captured, orderId, ...more }),
  refunded: () => service.hear(PaymentRefunded, { ...refunded, orderId }),
  cancelled: () => service.hear(OrderCancelled, { ...cancelled, orderId }),
  dispatched: (more: object = {}) => service.hear(ShipmentDispatched, { ...dispatched, orderId, ...more }),
});

const amount = { amount: 12_990, currency: 'EUR' };
const settled = { type: 'finance.order-settled.v1', amount };
const goQuiet = (orderId: string) =>
  service.owner
    .updateTable('finance.order_books')
    .set({ heard_at: new Date(Date.now() - 11 * 60_000) })
    .where('order_id', '=', orderId)
    .execute();
const stateOf = async (orderId: string) =>
  (await service.rows('finance.order_books')).find(({ order_id }) => order_id === orderId)?.state;

describe('an order that is carried out', () => {
  test('settles once when the three agree, and is in the books', async () => {
    const orderId = crypto.randomUUID();
    const hear = hearing(orderId);
    for (let time = 0; time < 2; time++) for (const fact of [hear.dispatched, hear.captured, hear.priced]) await fact();

    expect(await service.saidAbout(orderId)).toEqual([{ ...settled, orderId }]);
    expect(await stateOf(orderId)).toBe('settled');
    expect(await service.balancesOf(orderId)).toEqual({
      'card-provider': '12990 EUR',
      revenue: '-10916 EUR',
      tax: '-2074 EUR',
    });
  });

  test('settles once when all come at the same time', async () => {
    const orderId = crypto.randomUUID();
    const hear = hearing(orderId);
    const facts = [hear.priced, hear.captured, hear.dispatched];
    await Promise.all([...facts, ...facts].map((fact) => fact()));

    expect(await service.saidAbout(orderId)).toEqual([{ ...settled, orderId }]);
  });

  test('does not settle while one is missing', async () => {
    const orderId = crypto.randomUUID();
    const hear = hearing(orderId);
    await hear.captured();
    await hear.dispatched();

    expect(await service.saidAbout(orderId)).toEqual([]);
    expect(await stateOf(orderId)).toBe('open');
  });

  test('and was captured for too little is a mismatch, told once, and settles when the rest comes', async () => {
    const orderId = crypto.randomUUID();
    const hear = hearing(orderId);
    const found = { amount: 12_900, currency: 'EUR' };
    for (let time = 0; time < 2; time++) await hear.captured({ amount: found });
    await hear.priced();
    await hear.dispatched();
    await hear.dispatched({ trackingNumber: 'trk_7002', lines: dispatched.lines.slice(0, 1) });
    const told = await service.saidAbout(orderId);

    expect(told).toEqual([
      { type: 'finance.settlement-mismatched.v1', orderId, kind: 'captured-differs', expected: amount, found },
      { type: 'finance.settlement-mismatched.v1', orderId, kind: 'shipped-differs' },
    ]);
    expect(await service.rows('finance.mismatches')).toHaveLength(2);
  });

  test('settles when it comes right', async () => {
    const orderId = crypto.randomUUID();
    const hear = hearing(orderId);
    await hear.captured({ amount: { amount: 12_900, currency: 'EUR' } });
    await hear.priced();
    await hear.dispatched();
    expect(await stateOf(orderId)).toBe('mismatched');
    await hear.captured({ amount: { amount: 90, currency: 'EUR' }, captureId: 'cap_7002' });

    expect((await service.saidAbout(orderId)).at(-1)).toEqual({ ...settled, orderId });
    expect(await stateOf(orderId)).toBe('settled');
  });
});

describe('an order that is paid and does not leave the house', () => {
  test('is a mismatch when nothing was heard for long, told once, and settles when it leaves', async () => {
    const [orderId, recent] = [crypto.randomUUID(), crypto.randomUUID()];
    const hear = hearing(orderId);
    await hear.priced();
    for (const id of [orderId, recent]) await hearing(id).captured();
    await goQuiet(orderId);
    await Promise.all([service.reportLateOrders(), service.reportLateOrders()]);
    await service.reportLateOrders();

    expect(await service.saidAbout(orderId)).toMatchObject([{ kind: 'not-shipped', found: amount }]);
    expect([await stateOf(recent), await service.saidAbout(recent)]).toEqual(['awaiting-shipment', []]);
    await hear.dispatched();
    expect((await service.saidAbout(orderId)).slice(1)).toEqual([{ ...settled, orderId }]);
  });
});

describe('an amount that cannot be right', () => {
  const most = Number.MAX_SAFE_INTEGER;
  const booksOf = async (orderId: string) => service.balancesOf(orderId);

  test.each([
    ['captured below zero', { amount: { amount: -most, currency: 'EUR' } }, { amount: -most, currency: 'EUR' }],
    [
      'captured below zero in another currency',
      { amount: { amount: -1, currency: 'JPY' } },
      { amount: -1, currency: 'JPY' },
    ],
  ])('%s is told once, kept and not booked, and other orders go on', async (_, wrong, found) => {
    const [orderId, other] = [crypto.randomUUID(), crypto.randomUUID()];
    const hear = hearing(orderId);
    await hear.priced();
    for (let time = 0; time < 2; time++) await hear.captured({ ...wrong, captureId: 'cap_wrong' });
    await hear.captured();
    await hear.dispatched();
    await hear.cancelled();
    for (const fact of [hearing(other).priced, hearing(other).captured, hearing(other).dispatched]) await fact();

    expect(await service.saidAbout(orderId)).toEqual([
      { type: 'finance.settlement-mismatched.v1', orderId, kind: 'amount-out-of-range', found },
    ]);
    expect(await service.rows('finance.facts')).toContainEqual(
      expect.objectContaining({ order_id: orderId, reference: 'cap_wrong', amount: String(found.amount) }),
    );
    expect(await booksOf(orderId)).toMatchObject({ 'card-provider': '12990 EUR' });
    expect(await service.saidAbout(other)).toEqual([{ ...settled, orderId: other }]);
  });

  test('is one that is too much together with the others', async () => {
    const orderId = crypto.randomUUID();
    const hear = hearing(orderId);
    for (const captureId of ['one', 'two', 'three'])
      await hear.captured({ amount: { amount: most, currency: 'EUR' }, captureId });
    await hear.priced();
    await hear.dispatched();

    expect(await service.saidAbout(orderId)).toEqual([
      { type: 'finance.settlement-mismatched.v1', orderId, kind: 'amount-out-of-range' },
    ]);
    expect(await stateOf(orderId)).toBe('mismatched');
  });

  test('is a price in two currencies', async () => {
    const orderId = crypto.randomUUID();
    const tax = { amount: 2_074, currency: 'USD' };
    await service.hear(OrderPriced, { ...priced, orderId, totals: { ...priced.totals, tax } });
    await hearing(orderId).priced();

    expect(await service.saidAbout(orderId)).toMatchObject([{ kind: 'two-currencies' }]);
    expect(await service.balancesOf(orderId)).toEqual({
      receivable: '12990 EUR',
      unshipped: '-10916 EUR',
      tax: '-2074 EUR',
    });
  });
});

describe('an order that is cancelled', () => {
  test('leaves nothing in the books, and nothing is said', async () => {
    const orderId = crypto.randomUUID();
    const hear = hearing(orderId);
    for (const fact of [hear.cancelled, hear.refunded, hear.priced, hear.captured]) await fact();

    expect(await service.saidAbout(orderId)).toEqual([]);
    expect(await stateOf(orderId)).toBe('closed');
    expect(await service.balancesOf(orderId)).toEqual({});
  });

  test('and shipped is a mismatch', async () => {
    const orderId = crypto.randomUUID();
    const hear = hearing(orderId);
    await hear.dispatched();
    await hear.cancelled();

    expect(await service.saidAbout(orderId)).toMatchObject([{ kind: 'shipped-though-cancelled' }]);
  });

  test('and not refunded for long is a mismatch, which the timer tells', async () => {
    const [orderId, recent] = [crypto.randomUUID(), crypto.randomUUID()];
    for (const id of [orderId, recent]) {
      await hearing(id).captured();
      await hearing(id).cancelled();
    }
    await goQuiet(orderId);
    await Promise.all([service.reportLateOrders(), service.reportLateOrders()]);

    expect(await service.saidAbout(orderId)).toMatchObject([{ kind: 'refunded-differs', expected: amount }]);
    expect(await service.saidAbout(recent)).toEqual([]);
    expect(await stateOf(recent)).toBe('awaiting-refund');
  });
});

// Runs last: whatever was heard above.
describe('the trial balance', () => {
  test('is zero', async () => {
    const balances = await service.rows('finance.trial_balance');

    expect(balances.map(({ currency, balance }) => `${balance} ${currency}`)).toEqual(['0 EUR']);
  });
});
