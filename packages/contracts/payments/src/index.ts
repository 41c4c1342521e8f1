/** What the payments service is asked, and what it answers. */
export { ScreenOrder } from './screen-order.ts';
export { ChargeOrder } from './charge-order.ts';
export { RefundOrder } from './refund-order.ts';
export { OrderScreened } from './order-screened.ts';
export { PaymentCaptured } from './payment-captured.ts';
export { PaymentDeclined } from './payment-declined.ts';
export { PaymentAbandoned } from './payment-abandoned.ts';
export { PaymentRefunded } from './payment-refunded.ts';
