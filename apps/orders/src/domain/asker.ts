import type { Order } from './order.ts';

export interface Asker {
  readonly id: string;
  readonly roles: readonly string[];
}

/** Whoever may not know of an order is told that there is none: else ids could be tried until one answers otherwise. */
export function maySee(order: Order, asker: Asker): boolean {
  return isOwn(order, asker) || asker.roles.includes('support') || asker.roles.includes('operator');
}

export function mayCancel(order: Order, asker: Asker): boolean {
  return isOwn(order, asker) || asker.roles.includes('support');
}

function isOwn({ placedBy }: Order, { id }: Asker): boolean {
  return placedBy === id;
}
