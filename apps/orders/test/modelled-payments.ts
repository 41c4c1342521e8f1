import type { PaymentFact, ScreeningFact } from '../src/domain/checkout-fact.ts';

export type PaymentCommand = 'screen-order' | 'charge-order' | 'refund-order';

/** What the contracts say of payments, for one order. The outside answers when `conclude` is called. */
export class ModelledPayments {
  captures = 0;
  refunds = 0;
  private screening: 'none' | 'asked' | 'answered' = 'none';
  private charge: 'none' | 'asked' | 'captured' | 'declined' | 'abandoned' = 'none';
  private refund: 'none' | 'wanted' | 'asked' | 'done' = 'none';

  constructor(
    private readonly luck: { decision: ScreeningFact['decision']; outcome: 'captured' | 'declined' | 'abandoned' },
  ) {}

  get standing() {
    return this.captures - this.refunds;
  }

  get isCharging() {
    return this.charge === 'asked';
  }

  get waitsForTheOutside() {
    return this.screening === 'asked' || this.charge === 'asked' || this.refund === 'asked';
  }

  take(command: PaymentCommand): readonly (PaymentFact | ScreeningFact)[] {
    switch (command) {
      case 'screen-order':
        if (this.screening === 'none') this.screening = 'asked';
        return this.screening === 'answered' ? [this.screened()] : [];
      case 'charge-order':
        return this.takeCharge();
      case 'refund-order':
        return this.takeRefund();
    }
  }

  /** The outside answers what it was asked first; `byPerson` decides that nothing was taken and nothing will be. */
  conclude(byPerson = false): readonly (PaymentFact | ScreeningFact)[] {
    if (this.screening === 'asked') {
      this.screening = 'answered';
      return [this.screened()];
    }
    return this.charge === 'asked' ? this.concludeCharge(byPerson ? 'abandoned' : this.luck.outcome) : this.refunded();
  }

  private takeCharge(): readonly PaymentFact[] {
    if (this.charge === 'none') this.charge = this.refund === 'none' ? 'asked' : 'abandoned';
    return this.charge === 'asked' ? [] : [this.lastWord()];
  }

  private takeRefund(): readonly PaymentFact[] {
    if (this.refund === 'none') this.refund = this.charge === 'captured' ? 'asked' : 'wanted';
    const isOver = this.refund === 'done' || this.charge === 'declined' || this.charge === 'abandoned';
    return isOver ? [this.lastWord()] : [];
  }

  private concludeCharge(outcome: 'captured' | 'declined' | 'abandoned'): readonly PaymentFact[] {
    this.charge = outcome;
    if (outcome === 'captured') this.captures += 1;
    if (outcome === 'captured' && this.refund === 'wanted') this.refund = 'asked';
    return [this.lastWord()];
  }

  private refunded(): readonly PaymentFact[] {
    this.refund = 'done';
    this.refunds += 1;
    return [this.lastWord()];
  }

  private screened(): ScreeningFact {
    return { type: 'order-screened', decision: this.luck.decision };
  }

  private lastWord(): PaymentFact {
    if (this.refund === 'done') return { type: 'payment-refunded' };
    if (this.charge === 'declined') return { type: 'payment-declined', reason: 'card-declined' };
    return { type: this.charge === 'captured' ? 'payment-captured' : 'payment-abandoned' };
  }
}
