import { ServiceConfig } from '@holdfast/service';
import type { z } from 'zod';
import { PriceListFile } from './outside/price-list-file.ts';

export const PricingConfig = ServiceConfig.extend({
  PRICE_LIST_FILE: PriceListFile.prefault('data/price-list.json').describe(
    'What articles cost: a JSON file, from the working folder.',
  ),
});
export type PricingConfig = z.infer<typeof PricingConfig>;
