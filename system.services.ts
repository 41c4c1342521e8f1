// Written by `./holdfast sync` from the folders in apps/. Edit the folders, not this file.
import ordersService from './apps/orders/service.ts';
import pricingService from './apps/pricing/service.ts';

export const services = [
  ordersService,
  pricingService,
] as const;
