import { describe, expect, test } from 'vitest';
import {
  allFacts,
  anOrder,
  deadlinesMs,
  following,
  ordinary,
  owner,
  placedAt,
  secondsLater,
} from '../../test/an-order.ts';
import { follow, overdueFactOf } from './order.ts';

const { priced, reserved, screened, captured, committed, noticed, dispatched, settled } = allFacts;
const order = anOrder();

describe('placing an order', () => {
  test('is its first step, remembers who did it, and gives pricing time', () => {
    expect(order).toMatchObject({
      ...ordinary,
      placedBy: owner.id,
      placedAt,
      checkout: { state: 'placed', since: placedAt },
      steps: [{ name: 'place', service: 'orders', at: placedAt }],
      deadline: secondsLater(1),
    });
  });
});

describe('following an order', () => {
  test('adds the step that was done, and gives the next one time', () => {
    const { order: after } = follow(order, priced, secondsLater(1), deadlinesMs);

    expect(after.steps.at(-1)).toEqual({ name: 'price', service: 'pricing', at: secondsLater(1) });
    expect(after.deadline).toEqual(secondsLater(1 + 2));
  });

  test('keeps the first time of a step when its fact comes again, and commands nothing', () => {
    const after = following(order, priced);

    expect(follow(after, priced, secondsLater(9), deadlinesMs)).toEqual({ order: after, commands: [] });
  });

  test('adds no step for a refusal, and asks for the cancellation', () => {
    const refused = { type: 'pricing-refused', reason: 'unknown-article' } as const;
    const { order: cancelled, commands } = follow(order, refused, secondsLater(1), deadlinesMs);

    expect(cancelled).toMatchObject({ steps: order.steps, deadline: undefined });
    expect(commands).toEqual([{ type: 'cancel-order', reason: 'unknown-article' }]);
  });

  test('adds no step for what is impossible', () => {
    expect(following(order, captured)).toEqual(order);
  });

  test('shows all nine steps in the end, whatever comes first after the pivot', () => {
    const before = [priced, reserved, screened, captured, committed];
    const inOrder = following(order, ...before, noticed, dispatched, settled);
    const otherwise = following(order, ...before, settled, dispatched, noticed);
    const names = ['place', 'price', 'reserve', 'screen', 'charge', 'confirm', 'notify', 'ship', 'settle'];

    expect(inOrder.checkout.state).toBe('settled');
    expect(inOrder.steps.map(({ name }) => name)).toEqual(names);
    expect(otherwise.checkout).toEqual(inOrder.checkout);
    expect(otherwise.steps).toHaveLength(9);
  });

  test('shows what was done of an order that is cancelled later', () => {
    const late = following(order, priced, reserved, screened, { type: 'cancel-wanted' }, captured);

    expect(late.steps.map(({ name }) => name)).toEqual(['place', 'price', 'reserve', 'screen', 'charge']);
  });
});

describe('a deadline', () => {
  test('that has come is a fact about the step that was waited for', () => {
    expect(overdueFactOf(order, new Date(secondsLater(1).getTime() - 1))).toBeUndefined();
    expect(overdueFactOf(order, secondsLater(1))).toEqual({ type: 'step-overdue', step: 'price' });
  });

  test('begins again when stock is asked for again', () => {
    const charged = following(order, priced, reserved, screened, captured);
    const { order: again } = follow(charged, { type: 'step-overdue', step: 'commit' }, secondsLater(60), deadlinesMs);

    expect(again.deadline).toEqual(secondsLater(60 + 5));
  });

  test('gives a cancellation its own time, which an answer does not lengthen, and begins again when it is asked again', () => {
    const cancelling = following(order, priced, reserved, screened, { type: 'cancel-wanted' });
    const answered = following(cancelling, { type: 'stock-released' });
    const overdue = overdueFactOf(answered, secondsLater(4 + 6));

    expect(cancelling.deadline).toEqual(secondsLater(4 + 6));
    expect(answered.deadline).toEqual(cancelling.deadline);
    expect(overdue).toEqual({ type: 'step-overdue', step: 'cancel' });
    expect(follow(answered, overdue!, secondsLater(60), deadlinesMs).order.deadline).toEqual(secondsLater(60 + 6));
  });

  test.each([
    ['confirmed', [priced, reserved, screened, captured, committed]],
    ['cancelled', [priced, { type: 'cancel-wanted' }, { type: 'stock-released' }]],
  ] as const)('does not exist when an order is %s', (state, facts) => {
    expect(following(order, ...facts)).toMatchObject({ checkout: { state }, deadline: undefined });
  });
});
