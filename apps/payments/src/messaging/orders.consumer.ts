import { need, type Received } from '@holdfast/contract-kit';
import { On } from '@holdfast/messaging/nest';
import { Injectable } from '@nestjs/common';
import { ChargeOrder, RefundOrder, ScreenOrder } from '@shop/contracts-payments';
import { followPayment } from '../use-cases/follow-payment.ts';
import type { PaymentsScope } from '../use-cases/payments-work.ts';
import { screenOrderTooLate } from '../use-cases/screen-order-too-late.ts';
import { screenOrder } from '../use-cases/screen-order.ts';

const OrderToScreen = need(ScreenOrder, { orderId: true, amount: true, email: true });
const OrderToCharge = need(ChargeOrder, { orderId: true, amount: true, cardToken: true });
const OrderToRefund = need(RefundOrder, { orderId: true });

@Injectable()
export class OrdersConsumer {
  @On(OrderToScreen, { consumer: 'payments.commands', tooLate: 'screenTooLate' })
  screen(order: Received<typeof OrderToScreen>, scope: PaymentsScope) {
    return screenOrder(order, scope);
  }

  screenTooLate(order: Received<typeof OrderToScreen>, scope: PaymentsScope) {
    return screenOrderTooLate(order, scope);
  }

  @On(OrderToCharge, { consumer: 'payments.commands' })
  charge({ orderId, ...asked }: Received<typeof OrderToCharge>, scope: PaymentsScope) {
    return followPayment({ orderId, fact: { type: 'charge-asked', ...asked } }, scope);
  }

  @On(OrderToRefund, { consumer: 'payments.commands' })
  refund({ orderId }: Received<typeof OrderToRefund>, scope: PaymentsScope) {
    return followPayment({ orderId, fact: { type: 'refund-asked' } }, scope);
  }
}
