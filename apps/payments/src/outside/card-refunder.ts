import type { Attempt, Performer } from '@holdfast/effects';
import { Performs } from '@holdfast/effects/nest';
import type { RequestOf } from '@holdfast/work';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { concludeRefund } from '../use-cases/conclude-refund.ts';
import { RefundCard } from '../use-cases/refund-card.ts';
import { asAsked } from './as-asked.ts';
import { CardProvider } from './card-provider.ts';

/** It has no `giveUp`: what was captured is owed until it is given back. */
@Injectable()
@Performs(RefundCard, concludeRefund)
export class CardRefunder implements Performer<typeof RefundCard> {
  constructor(private readonly provider: CardProvider) {}

  async perform(request: Request, attempt: Attempt) {
    const { orderId, captureId, amount } = request;
    const { notifyUrl } = this.provider;
    const body = { reference: orderId, captureId, amount, notifyUrl };
    return asAsked(await this.provider.post('/refunds', { attempt, answers, body }), request);
  }

  async findOut(request: Request, attempt: Attempt) {
    const lookUp = () => this.lookUp(request, attempt);
    return asAsked(await this.provider.keys.findOut(attempt, { answers, lookUp }), request);
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
