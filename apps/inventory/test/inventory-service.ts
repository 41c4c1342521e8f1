import { join } from 'node:path';
import { serviceForTest } from '@holdfast/service/testing';
import { InventoryConfig } from '../src/config.ts';
import { InventoryModule } from '../src/inventory.module.ts';

export async function inventoryService() {
  const service = await serviceForTest(InventoryModule, {
    folder: join(import.meta.dirname, '..'),
    config: InventoryConfig,
    environment: { STOCK_FILE: join(import.meta.dirname, 'stock.json') },
  });
  return {
    ...service,
    stockOf: async (article: string) =>
      (await service.rows('inventory.stock')).find((stock) => stock.article === article),
  };
}
