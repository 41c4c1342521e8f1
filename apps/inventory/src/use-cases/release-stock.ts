import { useCase } from '@holdfast/work';
import { release } from '../domain/reservation.ts';
import type { InventoryScope } from './inventory-work.ts';
import { sayDecision } from './say-decision.ts';

export interface ReleaseStock {
  readonly orderId: string;
}

export const releaseStock = useCase(
  'inventory.release-stock',
  async ({ orderId }: ReleaseStock, scope: InventoryScope) => {
    const decision = await scope.stock.change(orderId, [], release);
    await sayDecision(orderId, decision, scope);
  },
);
