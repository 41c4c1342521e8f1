import { defineService } from '@holdfast/system-model';
import { OrderSettled, SettlementMismatched } from '@shop/contracts-finance';
import { OrderCancelled } from '@shop/contracts-orders';
import { PaymentCaptured, PaymentRefunded } from '@shop/contracts-payments';
import { OrderPriced } from '@shop/contracts-pricing';
import { ShipmentDispatched } from '@shop/contracts-shipping';

export default defineService({
  name: 'finance',
  team: 'finance',
  port: 4006,
  publishes: [OrderSettled, SettlementMismatched],
  consumers: {
    'finance.settlement': [OrderPriced, PaymentCaptured, PaymentRefunded, OrderCancelled, ShipmentDispatched],
  },
  deadlinesMs: { refund: 600_000, ship: 600_000 },
});
