/** What the inventory service is asked, and what it answers. */
export { ReserveStock } from './reserve-stock.ts';
export { ReleaseStock } from './release-stock.ts';
export { CommitStock } from './commit-stock.ts';
export { StockReserved } from './stock-reserved.ts';
export { StockRefused } from './stock-refused.ts';
export { StockReleased } from './stock-released.ts';
export { StockCommitted } from './stock-committed.ts';
export { ReservationLost } from './reservation-lost.ts';
