import { need, type Received } from '@holdfast/contract-kit';
import { On } from '@holdfast/messaging/nest';
import { Injectable } from '@nestjs/common';
import { CommitStock, ReleaseStock, ReserveStock } from '@shop/contracts-inventory';
import { OpeningStock } from '../domain/opening-stock.ts';
import { commitStock } from '../use-cases/commit-stock.ts';
import type { InventoryScope } from '../use-cases/inventory-work.ts';
import { releaseStock } from '../use-cases/release-stock.ts';
import { reserveStock } from '../use-cases/reserve-stock.ts';

const StockToReserve = need(ReserveStock, { orderId: true, lines: true });
const StockToRelease = need(ReleaseStock, { orderId: true });
const StockToCommit = need(CommitStock, { orderId: true });

@Injectable()
export class OrdersConsumer {
  constructor(private readonly opening: OpeningStock) {}

  @On(StockToReserve, { consumer: 'inventory.stock' })
  reserve({ orderId, lines }: Received<typeof StockToReserve>, scope: InventoryScope) {
    return reserveStock({ orderId, lines, opening: this.opening }, scope);
  }

  @On(StockToRelease, { consumer: 'inventory.stock' })
  release({ orderId }: Received<typeof StockToRelease>, scope: InventoryScope) {
    return releaseStock({ orderId }, scope);
  }

  @On(StockToCommit, { consumer: 'inventory.stock' })
  commit({ orderId }: Received<typeof StockToCommit>, scope: InventoryScope) {
    return commitStock({ orderId }, scope);
  }
}
