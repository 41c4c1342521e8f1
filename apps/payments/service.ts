import { defineService } from '@holdfast/system-model';
import {
  ChargeOrder,
  OrderScreened,
  PaymentAbandoned,
  PaymentCaptured,
  PaymentDeclined,
  PaymentRefunded,
  RefundOrder,
  ScreenOrder,
} from '@shop/contracts-payments';

export default defineService({
  name: 'payments',
  team: 'payments',
  port: 4003,
  takes: [ScreenOrder, ChargeOrder, RefundOrder],
  publishes: [OrderScreened, PaymentCaptured, PaymentDeclined, PaymentAbandoned, PaymentRefunded],
  consumers: { 'payments.commands': [ScreenOrder, ChargeOrder, RefundOrder] },
  outside: ['risk', 'card-provider'],
  deadlinesMs: { screen: 8_000, charge: 20_000 },
});
