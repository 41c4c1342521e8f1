import type { Attempt, Performer } from '@holdfast/effects';
import { Performs } from '@holdfast/effects/nest';
import type { RequestOf } from '@holdfast/work';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { concludeRefund } from '../use-cases/conclude-refund.ts';
import { RefundCard } from '../use-cases/refund-card.ts';
import { CardProvider } from './card-provider.ts';

/** It has no `giveUp`: what was captured is owed until it is given back. */
@Injectable()
@Performs(RefundCard, concludeRefund)
export class CardRefunder implements Performer<typeof RefundCard> {
  constructor(private readonly provider: CardProvider) {}

  perform({ orderId, captureId, amount }: Request, attempt: Attempt) {
    const { notifyUrl } = this.provider;
    return this.provider.post('/refunds', {
      attempt,
      answers,
      body: { reference: orderId, captureId, amount, notifyUrl },
    });
  }

  findOut(request: Request, attempt: Attempt) {
    return this.provider.keys.findOut(attempt, { answers, lookUp: () => this.lookUp(request, attempt) });
  }

  private async lookUp({ orderId }: Request, attempt: Attempt) {
    const query = { reference: orderId };
    const { items } = await this.provider.get('/refunds', { attempt, query, answers: { 200: Refunds } });
    return items[0] ? { result: 'refunded' as const, ...items[0] } : 'unknown';
  }
}

type Request = RequestOf<typeof RefundCard>;

const answers = { 201: RefundCard.outcome };
const Refunds = z.object({ items: z.array(RefundCard.outcome.omit({ result: true })) });
