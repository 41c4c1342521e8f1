import { defineService } from '@holdfast/system-model';
import { OrderSettled } from '@shop/contracts-finance';
import {
  CommitStock,
  ReleaseStock,
  ReservationLost,
  ReserveStock,
  StockCommitted,
  StockRefused,
  StockReleased,
  StockReserved,
} from '@shop/contracts-inventory';
import { NoticeSent } from '@shop/contracts-notifications';
import { OrderCancelled, OrderConfirmed, OrderPlaced } from '@shop/contracts-orders';
import {
  ChargeOrder,
  OrderScreened,
  PaymentAbandoned,
  PaymentCaptured,
  PaymentDeclined,
  PaymentRefunded,
  RefundOrder,
  ScreenOrder,
} from '@shop/contracts-payments';
import { OrderPriced, PriceOrder, PricingRefused } from '@shop/contracts-pricing';
import { ShipmentDispatched } from '@shop/contracts-shipping';

export default defineService({
  name: 'orders',
  team: 'checkout',
  port: 4000,
  publishes: [OrderPlaced, OrderConfirmed, OrderCancelled],
  sends: [PriceOrder, ReserveStock, ReleaseStock, CommitStock, ScreenOrder, ChargeOrder, RefundOrder],
  consumers: {
    'orders.checkout': [
      OrderPriced,
      PricingRefused,
      StockReserved,
      StockRefused,
      StockReleased,
      StockCommitted,
      ReservationLost,
      OrderScreened,
      PaymentCaptured,
      PaymentDeclined,
      PaymentAbandoned,
      PaymentRefunded,
    ],
    'orders.progress': [NoticeSent, ShipmentDispatched, OrderSettled],
  },
  deadlinesMs: { price: 20_000, reserve: 20_000, screen: 20_000, charge: 45_000, commit: 20_000, cancel: 60_000 },
});
