import { Effects, type Learned } from '@holdfast/effects';
import { Answers, LOGGER, Public } from '@holdfast/service';
import { Body, Controller, HttpStatus, Inject, Post, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { AmountDiffers, refuseOtherAmount } from '../domain/amount-differs.ts';
import { ChargeCard } from '../use-cases/charge-card.ts';
import { findAmountInQuestion } from '../use-cases/find-amount-in-question.ts';
import { PaymentsWork } from '../use-cases/payments-work.ts';
import { RefundCard } from '../use-cases/refund-card.ts';
import { CardEventBody } from './card-event-body.ts';
import { CardProviderGuard } from './card-provider-guard.ts';

const Taken = z.strictObject({ learned: z.enum(['concluded', 'known', 'contradicts']) });

@Controller({ path: 'card-events', version: '1' })
@Public()
@UseGuards(CardProviderGuard)
export class CardEventsController {
  constructor(
    private readonly effects: Effects,
    private readonly work: PaymentsWork,
    @Inject(LOGGER) private readonly log: WarnLog,
  ) {}

  @Post()
  @Answers(HttpStatus.OK, Taken)
  async take(@Body({ schema: CardEventBody }) event: CardEventBody): Promise<z.infer<typeof Taken>> {
    if (event.event !== 'declined') await this.check(event);
    const learned = await this.learn(event);
    if (learned === 'unknown-intent') throw new UnknownIntent(event);
    return { learned };
  }

  // Once it is answered, nothing is concluded any more: another amount is then a contradiction, and kept as one.
  private async check(event: MoneyEvent) {
    const of = event.event === 'captured' ? 'charge' : 'refund';
    const asked = await this.work.read(findAmountInQuestion, { orderId: event.reference, of });
    if (asked === 'never-asked') throw new UnknownIntent(event);
    if (asked !== 'answered') this.refuseOther(event, asked);
  }

  private refuseOther(event: MoneyEvent, asked: MoneyEvent['amount']) {
    try {
      refuseOtherAmount(event.amount, asked);
    } catch (error) {
      if (error instanceof AmountDiffers) this.warn(event, error);
      throw error;
    }
  }

  private warn({ event, eventId, reference, idempotencyKey }: MoneyEvent, { asked, told, message }: AmountDiffers) {
    this.log.warn({ subject: reference, event, eventId, idempotencyKey, asked, told }, message);
  }

  private learn(event: CardEventBody): Promise<Learned> {
    const about = { key: event.reference, idempotencyKey: event.idempotencyKey };
    switch (event.event) {
      case 'captured': {
        const { captureId, amount } = event;
        return this.effects.learn(ChargeCard, { ...about, outcome: { result: 'captured', captureId, amount } });
      }
      case 'declined':
        return this.effects.learn(ChargeCard, { ...about, outcome: { result: 'declined', reason: event.reason } });
      case 'refunded': {
        const { refundId, amount } = event;
        return this.effects.learn(RefundCard, { ...about, outcome: { result: 'refunded', refundId, amount } });
      }
    }
  }
}

type MoneyEvent = Extract<CardEventBody, { readonly event: 'captured' | 'refunded' }>;

interface WarnLog {
  warn(facts: object, text: string): void;
}

export class UnknownIntent extends Error {
  readonly code = 'unknown-intent';

  constructor({ event, reference }: CardEventBody) {
    super(`Nobody here has asked for what "${event}" of ${reference} tells.`);
  }
}
