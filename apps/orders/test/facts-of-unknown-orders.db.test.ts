import { exampleOf } from '@holdfast/contract-kit/testing';
import { OrderSettled } from '@shop/contracts-finance';
import { ReservationLost, StockReleased, StockReserved } from '@shop/contracts-inventory';
import { PaymentAbandoned, PaymentCaptured } from '@shop/contracts-payments';
import { OrderPriced } from '@shop/contracts-pricing';
import { expect, test } from 'vitest';
import { ordersService } from './orders-service.ts';

const service = await ordersService();
const contracts = (context: string) => import.meta.resolve(`@shop/contracts-${context}`);

const notedAbout = async (orderId: string) =>
  (await service.rows('orders.impossible_facts')).filter(({ order_id }) => order_id === orderId);

// What the others answer when an operator commands something about an order of their own invention, and what they know
// of orders that a restored database has lost.
test.each([
  ['order-priced', OrderPriced, exampleOf(contracts('pricing'), OrderPriced, 'ordinary')],
  ['stock-reserved', StockReserved, exampleOf(contracts('inventory'), StockReserved, 'ordinary')],
  ['stock-released', StockReleased, exampleOf(contracts('inventory'), StockReleased, 'ordinary')],
  ['reservation-lost', ReservationLost, exampleOf(contracts('inventory'), ReservationLost, 'was-released')],
  ['payment-captured', PaymentCaptured, exampleOf(contracts('payments'), PaymentCaptured, 'ordinary')],
  ['payment-abandoned', PaymentAbandoned, exampleOf(contracts('payments'), PaymentAbandoned, 'ordinary')],
  ['order-settled', OrderSettled, exampleOf(contracts('finance'), OrderSettled, 'ordinary')],
] as const)('"%s" about an order that is not here is noted and passed over', async (fact, message, example) => {
  const orderId = crypto.randomUUID();
  await service.hear(message, { ...example, orderId });

  expect(await notedAbout(orderId)).toMatchObject([{ state: 'none', fact }]);
  expect(await service.saidAbout(orderId)).toEqual([]);
  expect((await service.show(orderId)).status).toBe(404);
});
