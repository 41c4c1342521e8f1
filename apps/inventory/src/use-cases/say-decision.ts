import { ReservationLost, StockCommitted, StockRefused, StockReleased, StockReserved } from '@shop/contracts-inventory';
import type { Answer, Decision } from '../domain/reservation.ts';
import type { InventoryScope } from './inventory-work.ts';

export async function sayDecision(orderId: string, decision: Decision, scope: InventoryScope): Promise<void> {
  const { answers, impossible } = decision;
  for (const answer of answers) say(orderId, answer, scope.publish);
  if (impossible) await scope.stock.noteImpossible({ orderId, ...impossible, at: scope.now });
}

function say(orderId: string, answer: Answer, publish: InventoryScope['publish']) {
  switch (answer.type) {
    case 'reserved':
      return publish(StockReserved, { orderId });
    case 'refused': {
      const { reason, articles } = answer;
      return publish(StockRefused, { orderId, reason, ...(articles && { articles: [...articles] }) });
    }
    case 'released':
      return publish(StockReleased, { orderId });
    case 'committed':
      return publish(StockCommitted, { orderId });
    case 'lost':
      return publish(ReservationLost, { orderId, reason: answer.reason });
  }
}
