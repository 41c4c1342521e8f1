import { outsideConfig, ServiceConfig } from '@holdfast/service';
import type { z } from 'zod';

export const PaymentsConfig = ServiceConfig.extend({
  ...outsideConfig('risk'),
  ...outsideConfig('card-provider'),
  PUBLIC_URL: ServiceConfig.shape.PUBLIC_URL.unwrap(),
});
export type PaymentsConfig = z.infer<typeof PaymentsConfig>;
