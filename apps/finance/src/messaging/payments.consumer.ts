import { need, type Received } from '@holdfast/contract-kit';
import { On } from '@holdfast/messaging/nest';
import { Injectable } from '@nestjs/common';
import { PaymentCaptured, PaymentRefunded } from '@shop/contracts-payments';
import { bookFact } from '../use-cases/book-fact.ts';
import type { FinanceScope } from '../use-cases/finance-work.ts';

const CapturedForSettlement = need(PaymentCaptured, { orderId: true, amount: true, captureId: true });
const RefundedForSettlement = need(PaymentRefunded, { orderId: true, amount: true, refundId: true });

@Injectable()
export class PaymentsConsumer {
  @On(CapturedForSettlement, { consumer: 'finance.settlement' })
  captured({ orderId, amount, captureId }: Received<typeof CapturedForSettlement>, scope: FinanceScope) {
    return bookFact({ orderId, fact: { type: 'captured', amount, captureId } }, scope);
  }

  @On(RefundedForSettlement, { consumer: 'finance.settlement' })
  refunded({ orderId, amount, refundId }: Received<typeof RefundedForSettlement>, scope: FinanceScope) {
    return bookFact({ orderId, fact: { type: 'refunded', amount, refundId } }, scope);
  }
}
