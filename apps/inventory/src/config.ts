import { ServiceConfig } from '@holdfast/service';
import type { z } from 'zod';
import { StockFile } from './outside/stock-file.ts';

export const InventoryConfig = ServiceConfig.extend({
  STOCK_FILE: StockFile.prefault('../../examples/stock.json'),
});
export type InventoryConfig = z.infer<typeof InventoryConfig>;
