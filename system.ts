import { defineSystem } from '@holdfast/system-model';
import { OrderSettled } from '@shop/contracts-finance';
import { StockReserved } from '@shop/contracts-inventory';
import { NoticeSent } from '@shop/contracts-notifications';
import { OrderConfirmed, OrderPlaced } from '@shop/contracts-orders';
import { OrderScreened, PaymentCaptured } from '@shop/contracts-payments';
import { OrderPriced } from '@shop/contracts-pricing';
import { ShipmentDispatched } from '@shop/contracts-shipping';
import { services } from './system.services.ts';

const outsideWorld = { app: 'outside-world', port: 4010 };

export default defineSystem({
  name: 'shop',
  teams: {
    checkout: { page: 'checkout-oncall' },
    pricing: { page: 'pricing-oncall' },
    warehouse: { page: 'warehouse-oncall' },
    payments: { page: 'payments-oncall' },
    engagement: { page: 'engagement-oncall' },
    fulfilment: { page: 'fulfilment-oncall' },
    finance: { page: 'finance-oncall' },
  },
  services,
  outside: {
    risk: { team: 'payments', simulator: outsideWorld },
    'card-provider': { team: 'payments', simulator: outsideWorld },
    mail: { team: 'engagement', simulator: outsideWorld },
    carrier: { team: 'fulfilment', simulator: outsideWorld },
    identity: { team: 'checkout', simulator: outsideWorld },
  },
  issuer: 'identity',
  // #region steps
  steps: [
    { name: 'place', service: 'orders', done: OrderPlaced },
    { name: 'price', service: 'pricing', done: OrderPriced },
    { name: 'reserve', service: 'inventory', done: StockReserved },
    { name: 'screen', service: 'payments', done: OrderScreened },
    { name: 'charge', service: 'payments', done: PaymentCaptured },
    { name: 'confirm', service: 'orders', done: OrderConfirmed },
    { name: 'notify', service: 'notifications', done: NoticeSent },
    { name: 'ship', service: 'shipping', done: ShipmentDispatched },
    { name: 'settle', service: 'finance', done: OrderSettled },
  ],
  // #endregion
  trial: {
    name: 'order',
    service: 'orders',
    path: '/v1/orders',
    examples: 'examples/orders',
    as: { id: 'rose', roles: ['customer'] },
  },
});
