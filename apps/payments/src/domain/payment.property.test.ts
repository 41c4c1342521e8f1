import { assert, array, constant, constantFrom, nat, oneof, property, record, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amount, cardDeclined, chargeAbandoned, chargeAsked, refundAsked } from '../../test/a-payment.ts';
import { advance, type Capture, type Payment, type PaymentFact } from './payment.ts';

/**
 * The world around payments: commands come in any order and again, each effect is concluded once, and a refund not before
 * its charge, as the executor promises.
 */
class World {
  payment: Payment | undefined;
  readonly captures: Capture[] = [];
  readonly refunds: Capture[] = [];
  private readonly due: ('charge' | Capture)[] = [];
  private readonly intended = { charges: 0, refunds: 0 };

  take(fact: PaymentFact): void {
    const { payment, commands } = advance(this.payment, fact);
    this.payment = payment;
    for (const command of commands) {
      if (command.type === 'charge-card') this.intend('charge');
      if (command.type === 'refund-card') this.intend(command.capture);
    }
  }

  /** The first intent that waits is concluded; `then` says how, where there is a choice. */
  conclude(then: 'captured' | 'declined' | 'abandoned'): void {
    const effect = this.due.shift();
    if (effect === undefined) return;
    if (effect !== 'charge') return this.giveBack(effect);
    if (then === 'captured') return this.capture();
    this.take(then === 'declined' ? cardDeclined : chargeAbandoned);
  }

  settle(then: 'captured' | 'declined' | 'abandoned'): void {
    while (this.due.length > 0) this.conclude(then);
  }

  get intents() {
    return this.intended;
  }

  private intend(effect: 'charge' | Capture): void {
    this.intended[effect === 'charge' ? 'charges' : 'refunds'] += 1;
    this.due.push(effect);
  }

  private capture(): void {
    const capture = { captureId: `cap_${this.captures.length}`, amount };
    this.captures.push(capture);
    this.take({ type: 'card-charged', capture });
  }

  private giveBack(capture: Capture): void {
    this.refunds.push(capture);
    this.take({ type: 'card-refunded', refund: { refundId: `ref_${this.refunds.length}`, amount: capture.amount } });
  }
}

const ending = constantFrom('captured' as const, 'declined' as const, 'abandoned' as const);
const step = oneof(
  tuple(constant('take' as const), constantFrom(chargeAsked, refundAsked)),
  tuple(constant('conclude' as const), ending),
);

function walked(steps: readonly (readonly ['take', PaymentFact] | readonly ['conclude', Ending])[], last: Ending) {
  const world = new World();
  for (const [what, of] of steps) {
    if (what === 'take') world.take(of);
    else world.conclude(of);
  }
  world.settle(last);
  return world;
}

type Ending = 'captured' | 'declined' | 'abandoned';

describe('whatever is asked in whatever order, and again,', () => {
  test('at most one capture is left standing, and nothing is given back that was not captured', () => {
    assert(
      property(array(step, { maxLength: 20 }), ending, (steps, last) => {
        const { captures, refunds, intents } = walked(steps, last);

        expect(captures.length).toBeLessThanOrEqual(1);
        expect(captures).toEqual(expect.arrayContaining(refunds));
        expect(refunds.length).toBeLessThanOrEqual(captures.length);
        expect(intents.charges).toBeLessThanOrEqual(1);
        expect(intents.refunds).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('nothing stays captured once it was to be taken back, and everything has its end', () => {
    assert(
      property(record({ steps: array(step, { maxLength: 20 }), last: ending, at: nat(20) }), ({ steps, last, at }) => {
        const cancelled = steps.toSpliced(at, 0, ['take', refundAsked]);
        const { payment, captures, refunds } = walked(cancelled, last);

        expect(refunds).toEqual(captures);
        expect(payment?.state).toBeOneOf(['refunded', 'declined', 'abandoned']);
      }),
    );
  });
});
