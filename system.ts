import { defineSystem } from '@holdfast/system-model';
import { OrderPlaced } from '@shop/contracts-orders';
import { OrderPriced } from '@shop/contracts-pricing';
import { services } from './system.services.ts';

export default defineSystem({
  name: 'shop',
  teams: {
    checkout: { page: 'checkout-oncall' },
    pricing: { page: 'pricing-oncall' },
  },
  services,
  steps: [
    { name: 'place', service: 'orders', done: OrderPlaced },
    { name: 'price', service: 'pricing', done: OrderPriced },
  ],
  trial: { name: 'order', service: 'orders', path: '/v1/orders', examples: 'examples/orders' },
});
