// Written by `./holdfast sync` from the folders in apps/. Edit the folders, not this file.
import financeService from './apps/finance/service.ts';
import inventoryService from './apps/inventory/service.ts';
import notificationsService from './apps/notifications/service.ts';
import ordersService from './apps/orders/service.ts';
import paymentsService from './apps/payments/service.ts';
import pricingService from './apps/pricing/service.ts';
import shippingService from './apps/shipping/service.ts';

export const services = [
  financeService,
  inventoryService,
  notificationsService,
  ordersService,
  paymentsService,
  pricingService,
  shippingService,
] as const;
