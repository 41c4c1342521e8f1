/** What the orders service tells everybody. */
export { OrderPlaced } from './order-placed.ts';
export { OrderCancelled } from './order-cancelled.ts';
export { OrderConfirmed } from './order-confirmed.ts';
