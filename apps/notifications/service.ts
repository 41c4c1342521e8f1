import { defineService } from '@holdfast/system-model';
import { NoticeSent } from '@shop/contracts-notifications';
import { OrderCancelled, OrderConfirmed } from '@shop/contracts-orders';

export default defineService({
  name: 'notifications',
  team: 'engagement',
  port: 4004,
  publishes: [NoticeSent],
  consumers: { 'notifications.notices': [OrderConfirmed, OrderCancelled] },
  outside: ['mail'],
});
