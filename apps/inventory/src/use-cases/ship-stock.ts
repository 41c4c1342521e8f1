import { useCase } from '@holdfast/work';
import { ship } from '../domain/reservation.ts';
import type { InventoryScope } from './inventory-work.ts';
import { sayDecision } from './say-decision.ts';

export interface ShipStock {
  readonly orderId: string;
}

export const shipStock = useCase('inventory.ship-stock', async ({ orderId }: ShipStock, scope: InventoryScope) => {
  const decision = await scope.stock.change(orderId, [], ship);
  await sayDecision(orderId, decision, scope);
});
