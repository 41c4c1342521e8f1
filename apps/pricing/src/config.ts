import { ServiceConfig } from '@holdfast/service';
import type { z } from 'zod';
import { PriceListFile } from './outside/price-list-file.ts';

export const PricingConfig = ServiceConfig.extend({
  PRICE_LIST_FILE: PriceListFile.prefault('../../examples/price-list.json'),
});
export type PricingConfig = z.infer<typeof PricingConfig>;
