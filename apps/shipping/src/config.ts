import { outsideConfig, ServiceConfig } from '@holdfast/service';
import type { z } from 'zod';

export const ShippingConfig = ServiceConfig.extend(outsideConfig('carrier'));
export type ShippingConfig = z.infer<typeof ShippingConfig>;
