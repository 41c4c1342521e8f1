/** What the pricing service is asked, and what it answers. */
export { PriceOrder } from './price-order.ts';
export { OrderPriced } from './order-priced.ts';
export { PricingRefused } from './pricing-refused.ts';
