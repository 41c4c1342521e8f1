/** What the finance service tells everybody. */
export { OrderSettled } from './order-settled.ts';
export { SettlementMismatched } from './settlement-mismatched.ts';
