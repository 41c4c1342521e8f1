import { defineService } from '@holdfast/system-model';
import { OrderPriced, PriceOrder, PricingRefused } from '@shop/contracts-pricing';

export default defineService({
  name: 'pricing',
  team: 'pricing',
  port: 4001,
  takes: [PriceOrder],
  publishes: [OrderPriced, PricingRefused],
  consumers: { 'pricing.quotes': [PriceOrder] },
});
