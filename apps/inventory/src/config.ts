import { ServiceConfig } from '@holdfast/service';
import type { z } from 'zod';
import { StockFile } from './outside/stock-file.ts';

export const InventoryConfig = ServiceConfig.extend({
  STOCK_FILE: StockFile.prefault('data/stock.json').describe(
    'What the warehouse begins with: a JSON file, from the working folder.',
  ),
});
export type InventoryConfig = z.infer<typeof InventoryConfig>;
