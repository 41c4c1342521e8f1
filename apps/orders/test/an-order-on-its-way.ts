import { exampleOf } from '@holdfast/contract-kit/testing';
import { OrderSettled } from '@shop/contracts-finance';
import { ReservationLost, StockCommitted, StockRefused, StockReleased, StockReserved } from '@shop/contracts-inventory';
import { NoticeSent } from '@shop/contracts-notifications';
import {
  OrderScreened,
  PaymentAbandoned,
  PaymentCaptured,
  PaymentDeclined,
  PaymentRefunded,
} from '@shop/contracts-payments';
import { OrderPriced } from '@shop/contracts-pricing';
import { ShipmentDispatched } from '@shop/contracts-shipping';
import { ordinary } from './an-order.ts';
import type { ordersService } from './orders-service.ts';

type OrdersService = Awaited<ReturnType<typeof ordersService>>;

const finance = import.meta.resolve('@shop/contracts-finance');
const inventory = import.meta.resolve('@shop/contracts-inventory');
const notifications = import.meta.resolve('@shop/contracts-notifications');
const payments = import.meta.resolve('@shop/contracts-payments');
const pricing = import.meta.resolve('@shop/contracts-pricing');
const shipping = import.meta.resolve('@shop/contracts-shipping');

/** Places an order, and lets it hear what the others say. */
export async function anOrderOn(service: OrdersService) {
  const { orderId }: { orderId: string } = (await service.send({ key: crypto.randomUUID(), body: ordinary })).json;

  const hears = {
    priced: () => service.hear(OrderPriced, { ...exampleOf(pricing, OrderPriced, 'ordinary'), orderId }),
    reserved: () => service.hear(StockReserved, { orderId }),
    refused: () => service.hear(StockRefused, { ...exampleOf(inventory, StockRefused, 'out-of-stock'), orderId }),
    released: () => service.hear(StockReleased, { orderId }),
    committed: () => service.hear(StockCommitted, { orderId }),
    lost: () => service.hear(ReservationLost, { ...exampleOf(inventory, ReservationLost, 'was-released'), orderId }),
    screened: () => service.hear(OrderScreened, { ...exampleOf(payments, OrderScreened, 'approved'), orderId }),
    unscreened: () => service.hear(OrderScreened, { orderId, decision: 'unavailable' }),
    captured: () => service.hear(PaymentCaptured, { ...exampleOf(payments, PaymentCaptured, 'ordinary'), orderId }),
    declined: () =>
      service.hear(PaymentDeclined, { ...exampleOf(payments, PaymentDeclined, 'card-declined'), orderId }),
    abandoned: () => service.hear(PaymentAbandoned, { orderId }),
    refunded: () => service.hear(PaymentRefunded, { ...exampleOf(payments, PaymentRefunded, 'ordinary'), orderId }),
    noticed: () => service.hear(NoticeSent, { ...exampleOf(notifications, NoticeSent, 'confirmed'), orderId }),
    noticedOtherwise: (notice: string) => service.hear(NoticeSent, { orderId, notice }),
    dispatched: () =>
      service.hear(ShipmentDispatched, { ...exampleOf(shipping, ShipmentDispatched, 'ordinary'), orderId }),
    settled: () => service.hear(OrderSettled, { ...exampleOf(finance, OrderSettled, 'ordinary'), orderId }),
  };

  return {
    orderId,
    hears,
    hearing: async (...facts: (keyof Omit<typeof hears, 'noticedOtherwise'>)[]) => {
      for (const fact of facts) await hears[fact]();
    },
    shown: async () => (await service.show(orderId)).json,
    cancelled: () => service.cancel(orderId),
    said: async () => (await service.saidAbout(orderId)).map(({ type }) => type),
    overdue: () =>
      service.owner
        .updateTable('orders.orders')
        .set({ deadline_at: new Date(0) })
        .where('id', '=', orderId)
        .execute(),
  };
}
