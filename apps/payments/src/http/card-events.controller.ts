import { Effects, type Learned } from '@holdfast/effects';
import { Answers } from '@holdfast/service';
import { Body, Controller, HttpStatus, Post, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { ChargeCard } from '../use-cases/charge-card.ts';
import { RefundCard } from '../use-cases/refund-card.ts';
import { CardEventBody } from './card-event-body.ts';
import { CardProviderGuard } from './card-provider-guard.ts';

const Taken = z.strictObject({ learned: z.enum(['concluded', 'known', 'contradicts']) });

@Controller({ path: 'card-events', version: '1' })
@UseGuards(CardProviderGuard)
export class CardEventsController {
  constructor(private readonly effects: Effects) {}

  @Post()
  @Answers(HttpStatus.OK, Taken)
  async take(@Body({ schema: CardEventBody }) event: CardEventBody): Promise<z.infer<typeof Taken>> {
    const learned = await this.learn(event);
    if (learned === 'unknown-intent') throw new UnknownIntent(event);
    return { learned };
  }

  private learn(event: CardEventBody): Promise<Learned> {
    const key = event.reference;
    switch (event.event) {
      case 'captured': {
        const { captureId, amount } = event;
        return this.effects.learn(ChargeCard, { key, outcome: { result: 'captured', captureId, amount } });
      }
      case 'declined':
        return this.effects.learn(ChargeCard, { key, outcome: { result: 'declined', reason: event.reason } });
      case 'refunded': {
        const { refundId, amount } = event;
        return this.effects.learn(RefundCard, { key, outcome: { result: 'refunded', refundId, amount } });
      }
    }
  }
}

export class UnknownIntent extends Error {
  readonly code = 'unknown-intent';

  constructor({ event, reference }: CardEventBody) {
    super(`Nobody here has asked for what "${event}" of ${reference} tells.`);
  }
}
