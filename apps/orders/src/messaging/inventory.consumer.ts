import { need, type Received } from '@holdfast/contract-kit';
import { On } from '@holdfast/messaging/nest';
import { Injectable } from '@nestjs/common';
import { ReservationLost, StockCommitted, StockRefused, StockReleased, StockReserved } from '@shop/contracts-inventory';
import { followOrder } from '../use-cases/follow-order.ts';
import type { OrdersScope } from '../use-cases/orders-work.ts';

const consumer = 'orders.checkout';
const ReservedForCheckout = need(StockReserved, { orderId: true });
const RefusedForCheckout = need(StockRefused, { orderId: true, reason: true });
const ReleasedForCheckout = need(StockReleased, { orderId: true });
const CommittedForCheckout = need(StockCommitted, { orderId: true });
const LostForCheckout = need(ReservationLost, { orderId: true, reason: true });

@Injectable()
export class InventoryConsumer {
  @On(ReservedForCheckout, { consumer })
  reserved({ orderId }: Received<typeof ReservedForCheckout>, scope: OrdersScope) {
    return followOrder({ orderId, fact: { type: 'stock-reserved' } }, scope);
  }

  @On(RefusedForCheckout, { consumer })
  refused({ orderId, reason }: Received<typeof RefusedForCheckout>, scope: OrdersScope) {
    return followOrder({ orderId, fact: { type: 'stock-refused', reason } }, scope);
  }

  @On(ReleasedForCheckout, { consumer })
  released({ orderId }: Received<typeof ReleasedForCheckout>, scope: OrdersScope) {
    return followOrder({ orderId, fact: { type: 'stock-released' } }, scope);
  }

  @On(CommittedForCheckout, { consumer })
  committed({ orderId }: Received<typeof CommittedForCheckout>, scope: OrdersScope) {
    return followOrder({ orderId, fact: { type: 'stock-committed' } }, scope);
  }

  @On(LostForCheckout, { consumer })
  lost({ orderId, reason }: Received<typeof LostForCheckout>, scope: OrdersScope) {
    return followOrder({ orderId, fact: { type: 'reservation-lost', reason } }, scope);
  }
}
