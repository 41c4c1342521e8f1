import { need, type Received } from '@holdfast/contract-kit';
import { On } from '@holdfast/messaging/nest';
import { Injectable } from '@nestjs/common';
import { OrderPriced, PricingRefused } from '@shop/contracts-pricing';
import { followOrder } from '../use-cases/follow-order.ts';
import type { OrdersScope } from '../use-cases/orders-work.ts';

const consumer = 'orders.checkout';
const PricedForCheckout = need(OrderPriced, { orderId: true, totals: { gross: true } });
const RefusedForCheckout = need(PricingRefused, { orderId: true, reason: true });

@Injectable()
export class PricingConsumer {
  @On(PricedForCheckout, { consumer })
  priced({ orderId, totals }: Received<typeof PricedForCheckout>, scope: OrdersScope) {
    return followOrder({ orderId, fact: { type: 'order-priced', amount: totals.gross } }, scope);
  }

  @On(RefusedForCheckout, { consumer })
  refused({ orderId, reason }: Received<typeof RefusedForCheckout>, scope: OrdersScope) {
    return followOrder({ orderId, fact: { type: 'pricing-refused', reason } }, scope);
  }
}
