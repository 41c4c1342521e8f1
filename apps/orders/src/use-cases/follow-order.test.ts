import { memoryScope } from '@holdfast/work/testing';
import { CommitStock, ReleaseStock, ReserveStock } from '@shop/contracts-inventory';
import { OrderCancelled, OrderConfirmed } from '@shop/contracts-orders';
import { ChargeOrder, RefundOrder, ScreenOrder } from '@shop/contracts-payments';
import { describe, expect, test } from 'vitest';
import { allFacts, amount, anOrder, following, orderId, ordinary } from '../../test/an-order.ts';
import type { CheckoutFact } from '../domain/checkout-fact.ts';
import { deadlinesMs } from './deadlines.ts';
import { followOrder } from './follow-order.ts';
import { MemoryOrderStore } from './memory-order-store.ts';

const { priced, reserved, screened, captured, committed } = allFacts;
const refused: CheckoutFact = { type: 'pricing-refused', reason: 'unknown-article' };
const wanted: CheckoutFact = { type: 'cancel-wanted' };
const { name, email, address } = ordinary.customer;

/** What is said about an order that has heard `before`, when it hears `facts`. */
async function hearing(before: readonly CheckoutFact[], ...facts: readonly CheckoutFact[]) {
  const scope = memoryScope({ orders: new MemoryOrderStore() });
  await scope.orders.add(following(anOrder(), ...before));
  for (const fact of facts) await followOrder({ orderId, fact }, scope);
  return scope;
}

describe('following an order', () => {
  test.each([
    ['its price', [], priced, ReserveStock, { orderId, lines: ordinary.lines }],
    ['its screening', [priced, reserved], screened, ChargeOrder, { orderId, amount, cardToken: 'tok_visa_ok' }],
    ['its payment', [priced, reserved, screened], captured, CommitStock, { orderId }],
    [
      'that its stock is bound',
      [priced, reserved, screened, captured],
      committed,
      OrderConfirmed,
      { orderId, lines: ordinary.lines, amount, customer: { name, email }, address },
    ],
  ] as const)('that hears %s goes on', async (_, before, fact, message, data) => {
    const { published } = await hearing(before, fact);

    expect(published).toEqual([{ message, data }]);
  });

  test('asks for its screening, and names the time when it gives up waiting', async () => {
    const { published, now } = await hearing([priced], reserved);
    const deadline = new Date(now.getTime() + deadlinesMs.screen);

    expect(published).toEqual([{ message: ScreenOrder, data: { orderId, amount, email }, deadline }]);
  });

  test('cancels it when pricing refuses, and tells everybody why', async () => {
    const { orders, published } = await hearing([], refused);

    expect((await orders.get(orderId)).checkout).toMatchObject({ state: 'cancelled', reason: 'unknown-article' });
    expect(published).toEqual([
      { message: OrderCancelled, data: { orderId, reason: 'unknown-article', customer: { name, email } } },
    ]);
  });

  test('takes back what was commanded, and cancels it once everybody has answered', async () => {
    const answers: CheckoutFact[] = [captured, { type: 'stock-released' }, { type: 'payment-refunded' }];
    const { published } = await hearing([priced, reserved, screened], wanted, ...answers);

    expect(published.map(({ message }) => message)).toEqual([ReleaseStock, RefundOrder, OrderCancelled]);
  });

  test('says nothing the second time', async () => {
    const { published } = await hearing([], refused, refused);

    expect(published).toHaveLength(1);
  });

  test('notes a fact that cannot be true, and leaves the order as it is', async () => {
    const { orders, published, now } = await hearing([priced], refused);

    expect((await orders.get(orderId)).checkout.state).toBe('priced');
    expect(orders.impossibleFacts).toEqual([{ orderId, state: 'priced', fact: 'pricing-refused', at: now }]);
    expect(published).toEqual([]);
  });

  test('notes a fact about an order that is not here, and says nothing', async () => {
    const scope = memoryScope({ orders: new MemoryOrderStore() });
    await followOrder({ orderId, fact: captured }, scope);

    const { orders, published, now } = scope;
    expect(orders.impossibleFacts).toEqual([{ orderId, state: 'none', fact: 'payment-captured', at: now }]);
    expect(published).toEqual([]);
  });
});
