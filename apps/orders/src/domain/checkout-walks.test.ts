import { money } from '@holdfast/contract-kit/money';
import { seeded } from '@holdfast/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ModelledShop, type Luck } from '../../test/modelled-shop.ts';
import { mostUnscreened } from './going-forward.ts';

const luck: fc.Arbitrary<Luck> = fc.record({
  amount: fc.constantFrom(money(mostUnscreened, 'EUR'), money(mostUnscreened + 1, 'EUR')),
  hasPrice: mostly(true, false),
  hasStock: mostly(true, false),
  keepsReservation: mostly(true, false),
  decision: mostly('approved', 'unavailable', 'declined'),
  outcome: mostly('captured', 'declined', 'abandoned'),
});

/** Which of the things that may happen does; one in five is mischief. Without bias, which would mostly walk a short way. */
const step = fc.record({ isMischief: fc.integer({ min: 1, max: 5 }).map((side) => side === 5), choice: fc.nat() });
const walk = fc.noBias(fc.array(step, { maxLength: 60, size: 'max' }));

const sometimes = new Map<string, number>();

describe('an order among participants that keep their contracts', () => {
  test('ends once, with money and stock as its end says', { timeout: 60_000 }, () => {
    const { seed } = seeded('checkout walks');
    fc.assert(fc.property(luck, walk, endsWell), { seed, numRuns: 3_000 });
  });

  test.each([
    'settled',
    'settled unscreened',
    'paged for commit',
    'paged for cancel',
    'customer is too late',
    'a person abandons',
    'taken back when cancelled',
    'payment-captured when cancelling',
    'payment-declined when cancelling',
    'payment-abandoned when cancelling',
    'order-screened when cancelling',
    'stock-reserved when cancelling',
    'order-priced when cancelling',
    'cancelled unknown-article',
    'cancelled out-of-stock',
    'cancelled no-reservation',
    'cancelled risk-declined',
    'cancelled screening-unavailable',
    'cancelled card-declined',
    'cancelled payment-abandoned',
    'cancelled cancelled-by-customer',
    'cancelled price-overdue',
    'cancelled reserve-overdue',
    'cancelled screen-overdue',
    'cancelled charge-overdue',
  ])('was sometimes: %s', (what) => {
    expect(sometimes.get(what) ?? 0).toBeGreaterThan(0);
  });
});

function endsWell(given: Luck, steps: readonly { isMischief: boolean; choice: number }[]) {
  const shop = new ModelledShop(given);
  for (const { isMischief, choice } of steps) {
    const possible = isMischief ? shop.mischief : shop.next;
    possible[choice % possible.length]?.();
  }
  for (let next = shop.next; next.length > 0; next = shop.next) next[0]?.();
  for (const what of shop.seen) sometimes.set(what, (sometimes.get(what) ?? 0) + 1);

  const isSettled = shop.checkout.state === 'settled';
  expect(shop.broken).toEqual([]);
  expect(['settled', 'cancelled']).toContain(shop.checkout.state);
  expect(shop.announced).toEqual([isSettled ? 'confirmed' : 'cancelled']);
  expect(shop.payments.captures).toBeLessThanOrEqual(1);
  expect(shop.payments.standing).toBe(isSettled ? 1 : 0);
  expect(shop.inventory.state === 'committed').toBe(isSettled);
  expect(shop.inventory.state).not.toBe('reserved');
}

function mostly<T>(usual: T, ...others: T[]): fc.Arbitrary<T> {
  const rare = others.map((value) => ({ weight: 1, arbitrary: fc.constant(value) }));
  return fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, ...rare);
}
