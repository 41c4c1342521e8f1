import { useCase } from '@holdfast/work';
import type { Line } from '../domain/line.ts';
import type { OpeningStock } from '../domain/opening-stock.ts';
import { reserve } from '../domain/reservation.ts';
import type { InventoryScope } from './inventory-work.ts';
import { sayDecision } from './say-decision.ts';

export interface ReserveStock {
  readonly orderId: string;
  readonly lines: readonly Line[];
  readonly opening: OpeningStock;
}

export const reserveStock = useCase(
  'inventory.reserve-stock',
  async ({ orderId, lines, opening }: ReserveStock, scope: InventoryScope) => {
    await scope.stock.putIn(opening.of(lines));
    const decision = await scope.stock.change(orderId, lines, (before, onHand) => reserve(before, lines, onHand));
    await sayDecision(orderId, decision, scope);
  },
);
