import { useCase } from '@holdfast/work';
import { commit } from '../domain/reservation.ts';
import type { InventoryScope } from './inventory-work.ts';
import { sayDecision } from './say-decision.ts';

export interface CommitStock {
  readonly orderId: string;
}

export const commitStock = useCase(
  'inventory.commit-stock',
  async ({ orderId }: CommitStock, scope: InventoryScope) => {
    const decision = await scope.stock.change(orderId, [], commit);
    await sayDecision(orderId, decision, scope);
  },
);
