/** What the orders service tells everybody. */
export { OrderPlaced } from './order-placed.ts';
export { OrderCancelled } from './order-cancelled.ts';
