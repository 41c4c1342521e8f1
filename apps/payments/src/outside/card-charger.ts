import type { Attempt, Performer } from '@holdfast/effects';
import { Performs } from '@holdfast/effects/nest';
import type { RequestOf } from '@holdfast/work';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ChargeCard } from '../use-cases/charge-card.ts';
import { concludeCharge } from '../use-cases/conclude-charge.ts';
import { asAsked } from './as-asked.ts';
import { CardProvider } from './card-provider.ts';

@Injectable()
@Performs(ChargeCard, concludeCharge)
export class CardCharger implements Performer<typeof ChargeCard> {
  constructor(private readonly provider: CardProvider) {}

  // #region perform
  async perform(request: Request, attempt: Attempt) {
    const { orderId, amount, cardToken } = request;
    const { notifyUrl } = this.provider;
    const body = { reference: orderId, amount, cardToken, notifyUrl };
    return asAsked(await this.provider.post('/captures', { attempt, answers, body }), request);
  }

  async findOut(request: Request, attempt: Attempt) {
    const lookUp = () => this.lookUp(request, attempt);
    return asAsked(await this.provider.keys.findOut(attempt, { answers, lookUp }), request);
  }
  // #endregion

  async giveUp(request: Request, attempt: Attempt) {
    const lookUp = () => this.lookUp(request, attempt);
    return asAsked(await this.provider.keys.giveUp(attempt, { answers, lookUp }), request);
  }

  private async lookUp({ orderId }: Request, attempt: Attempt) {
    const query = { reference: orderId };
    const { items } = await this.provider.get('/captures', { attempt, query, answers: { 200: Captures } });
    return items[0] ? { result: 'captured' as const, ...items[0] } : 'unknown';
  }
}

type Request = RequestOf<typeof ChargeCard>;

const [Captured, Declined] = ChargeCard.outcome.options;
const answers = { 201: Captured, 402: Declined };
const Captures = z.object({ items: z.array(Captured.omit({ result: true })) });
