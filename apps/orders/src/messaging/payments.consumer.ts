import { need, type Received } from '@holdfast/contract-kit';
import { On } from '@holdfast/messaging/nest';
import { Injectable } from '@nestjs/common';
import {
  OrderScreened,
  PaymentAbandoned,
  PaymentCaptured,
  PaymentDeclined,
  PaymentRefunded,
} from '@shop/contracts-payments';
import { followOrder } from '../use-cases/follow-order.ts';
import type { OrdersScope } from '../use-cases/orders-work.ts';

const consumer = 'orders.checkout';
const ScreenedForCheckout = need(OrderScreened, { orderId: true, decision: true });
const CapturedForCheckout = need(PaymentCaptured, { orderId: true });
const DeclinedForCheckout = need(PaymentDeclined, { orderId: true, reason: true });
const AbandonedForCheckout = need(PaymentAbandoned, { orderId: true });
const RefundedForCheckout = need(PaymentRefunded, { orderId: true });

@Injectable()
export class PaymentsConsumer {
  @On(ScreenedForCheckout, { consumer })
  screened({ orderId, decision }: Received<typeof ScreenedForCheckout>, scope: OrdersScope) {
    return followOrder({ orderId, fact: { type: 'order-screened', decision } }, scope);
  }

  @On(CapturedForCheckout, { consumer })
  captured({ orderId }: Received<typeof CapturedForCheckout>, scope: OrdersScope) {
    return followOrder({ orderId, fact: { type: 'payment-captured' } }, scope);
  }

  @On(DeclinedForCheckout, { consumer })
  declined({ orderId, reason }: Received<typeof DeclinedForCheckout>, scope: OrdersScope) {
    return followOrder({ orderId, fact: { type: 'payment-declined', reason } }, scope);
  }

  @On(AbandonedForCheckout, { consumer })
  abandoned({ orderId }: Received<typeof AbandonedForCheckout>, scope: OrdersScope) {
    return followOrder({ orderId, fact: { type: 'payment-abandoned' } }, scope);
  }

  @On(RefundedForCheckout, { consumer })
  refunded({ orderId }: Received<typeof RefundedForCheckout>, scope: OrdersScope) {
    return followOrder({ orderId, fact: { type: 'payment-refunded' } }, scope);
  }
}
