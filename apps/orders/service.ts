import { defineService } from '@holdfast/system-model';
import { OrderCancelled, OrderPlaced } from '@shop/contracts-orders';
import { OrderPriced, PriceOrder, PricingRefused } from '@shop/contracts-pricing';

export default defineService({
  name: 'orders',
  team: 'checkout',
  port: 4000,
  publishes: [OrderPlaced, OrderCancelled],
  sends: [PriceOrder],
  consumers: { 'orders.checkout': [OrderPriced, PricingRefused] },
});
