import { describe, expect, test } from 'vitest';
import { anIntent } from '../../test/an-intent.ts';
import type { Intent } from './intent.ts';
import { nextStep, type Circumstances, type Step } from './next-step.ts';

// The intent is made at 0 and is to be given up at 60 s. The outside remembers for 100 s from the first attempt, at 10 s.
const policy = { timeoutMs: 5_000, attempts: 3, withinMs: 60_000, keyRememberedMs: 100_000 };
const begun = { attempts: 1, firstAttemptAt: new Date(10_000) };
const usedUp = { ...begun, attempts: 3 };
const known = { outcome: 'abandoned', by: 'told', at: new Date(0) } as const;
const [inTime, atTheEnd, stillRemembered, perhapsForgotten] = [20_000, 60_000, 100_000, 100_001];
const goOn: Step = { do: 'wait', undecided: false };
const undecided: Step = { do: 'wait', undecided: true };
const parkAndAskAgain: Step = { do: 'park', again: true };
const parkForGood: Step = { do: 'park', again: false };

const stepAt = (atMs: number, intent: Partial<Intent>, more: Partial<Circumstances> = {}) =>
  nextStep(anIntent(intent), {
    now: new Date(atMs),
    policy,
    canGiveUp: true,
    leaseMs: 10_000,
    undecidedMost: 4,
    ...more,
  });

describe('at the beginning of a turn', () => {
  test.each<[string, number, Partial<Intent>, Step['do']]>([
    ['nothing begun, in time', inTime, {}, 'perform'],
    ['nothing begun, too late', atTheEnd, {}, 'abandon'],
    ['nothing begun, just in time', atTheEnd - 1, {}, 'perform'],
    ['an attempt begun', inTime, begun, 'find-out'],
    ['attempts used up', inTime, usedUp, 'give-up'],
    ['an attempt begun, too late', atTheEnd, begun, 'give-up'],
    ['too late, and the key may be forgotten', perhapsForgotten, begun, 'find-out'],
    ['too late, and the key is remembered to the end of the call', stillRemembered, begun, 'give-up'],
    ['something known, whatever else', perhapsForgotten, { ...usedUp, known }, 'conclude'],
    ['something known before any attempt', inTime, { known }, 'conclude'],
  ])('with %s', (_, at, intent, step) => {
    expect(stepAt(at, intent)).toEqual({ do: step });
  });

  test('an outside that cannot cancel is asked, for ever', () => {
    expect(stepAt(atTheEnd, begun, { canGiveUp: false })).toEqual({ do: 'find-out' });
    expect(stepAt(inTime, usedUp, { canGiveUp: false })).toEqual({ do: 'find-out' });
  });
});

describe('when an attempt had no answer', () => {
  test.each<[string, number, Partial<Intent>]>([
    ['and there is another one', inTime, begun],
    ['and it was the last', inTime, usedUp],
    ['and the time is over', atTheEnd, begun],
    ['and the key may be forgotten', perhapsForgotten, { ...begun, undecided: 99 }],
  ])('%s, the outside is asked later', (_, at, intent) => {
    expect(stepAt(at, intent, { brought: 'attempt-lost' })).toEqual(goOn);
  });
});

describe('when the outside does not know', () => {
  test.each<[string, number, Partial<Intent>, Step]>([
    ['there is another attempt, with the same key', inTime, begun, { do: 'perform' }],
    ['there is none after the last one', inTime, usedUp, undecided],
    ['nor after the time', atTheEnd, begun, undecided],
    ['nor when the key may be forgotten', perhapsForgotten, { ...begun, intendedAt: new Date(90_000) }, undecided],
    [
      'there is one while the key is surely remembered',
      stillRemembered,
      { ...begun, intendedAt: new Date(90_000) },
      { do: 'perform' },
    ],
    ['a person is asked in the end', atTheEnd, { ...begun, undecided: 3 }, parkAndAskAgain],
    [
      'and when the key is forgotten too',
      perhapsForgotten,
      { ...begun, intendedAt: new Date(90_000), undecided: 3 },
      parkForGood,
    ],
    ['but not while it may be tried again', inTime, { ...begun, undecided: 99 }, { do: 'perform' }],
  ])('%s', (_, at, intent, step) => {
    expect(stepAt(at, intent, { brought: 'unknown' })).toEqual(step);
  });
});

describe('when a question had no answer', () => {
  test.each<[string, number, Partial<Intent>, Step]>([
    ['nothing is performed', inTime, begun, goOn],
    ['it counts when it should have been given up', atTheEnd, begun, undecided],
    ['and the last one that counts parks', atTheEnd, { ...begun, undecided: 3 }, parkAndAskAgain],
  ])('%s', (_, at, intent, step) => {
    expect(stepAt(at, intent, { brought: 'question-lost' })).toEqual(step);
  });
});

describe('when it is parked', () => {
  const parked = { ...usedUp, state: 'parked' } as const;

  test.each<[string, number, boolean, Step['do']]>([
    ['the outside is asked to make sure', atTheEnd, true, 'give-up'],
    ['one that cannot is asked', atTheEnd, false, 'find-out'],
    ['and so is one that may have forgotten the key', perhapsForgotten, true, 'find-out'],
  ])('%s', (_, at, canGiveUp, step) => {
    expect(stepAt(at, parked, { canGiveUp })).toEqual({ do: step });
  });

  test.each<[string, number, Partial<Intent>, 'unknown' | 'question-lost', Step]>([
    ['an outside that does not know is asked again', atTheEnd, {}, 'unknown', parkAndAskAgain],
    ['and so is one that did not answer', stillRemembered, {}, 'question-lost', parkAndAskAgain],
    ['but not after it may have forgotten the key', perhapsForgotten, {}, 'unknown', parkForGood],
    ['nothing is performed, even if a clock was set back', inTime, { ...begun }, 'unknown', parkAndAskAgain],
  ])('%s', (_, at, intent, brought, step) => {
    expect(stepAt(at, { ...parked, ...intent }, { brought })).toEqual(step);
  });
});

describe('whatever the circumstances', () => {
  const all: Partial<Intent>[] = [0, 1, 2, 3].flatMap((attempts) =>
    [0, 3].map((undecidedTurns) => ({
      attempts,
      undecided: undecidedTurns,
      firstAttemptAt: attempts === 0 ? undefined : new Date(10_000),
    })),
  );
  const steps = all.flatMap((intent) =>
    [inTime, atTheEnd, stillRemembered, perhapsForgotten].flatMap((at) =>
      [undefined, 'unknown', 'attempt-lost', 'question-lost'].flatMap((brought) =>
        [true, false].map((canGiveUp) => {
          const after = brought === undefined ? {} : { brought: brought as 'unknown' };
          return { at, brought, canGiveUp, ...intent, step: stepAt(at, intent, { canGiveUp, ...after }) };
        }),
      ),
    ),
  );

  test('nothing is abandoned once an attempt has begun', () => {
    expect(steps.filter(({ step, attempts }) => step.do === 'abandon' && attempts !== 0)).toEqual([]);
  });

  test('nothing is performed again unless the outside has just said that it does not know', () => {
    const again = steps.filter(({ step, attempts }) => step.do === 'perform' && attempts !== 0);
    expect(again.filter(({ brought }) => brought !== 'unknown')).toEqual([]);
    expect(again.length).toBeGreaterThan(0);
  });

  test('nothing is performed or cancelled under a key that may be forgotten', () => {
    const careless = steps.filter(({ at, attempts }) => at === perhapsForgotten && attempts !== 0);
    expect(careless.filter(({ step }) => step.do === 'perform' || step.do === 'give-up')).toEqual([]);
  });

  test('nothing is parked that may still be tried', () => {
    expect(steps.filter(({ step, at, attempts }) => step.do === 'park' && at === inTime && attempts! < 3)).toEqual([]);
  });
});
