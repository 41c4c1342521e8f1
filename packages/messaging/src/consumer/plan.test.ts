import { describe, expect, test } from 'vitest';
import { message, tooNew, undecodable, voided } from '../../test/arrivals.ts';
import type { Arrival } from './arrival.ts';
import { keysIn, planOf, type Stopped } from './plan.ts';

const failure = { errorName: 'Error', error: 'no', attempts: 2 };
const parked: Stopped = { is: 'parked', failure, retryInMs: 500 };
const dead: Stopped = { is: 'dead', failure, reason: 'fatal' };

const plan = (fresh: Arrival[], held: string[] = [], fates: [bigint, Stopped][] = []) => {
  const planned = planOf(fresh, new Set(held), new Map(fates));
  return {
    handled: planned.handled.map(({ record }) => `${record.key}${record.offset}`),
    parked: planned.parked.map(({ arrival, fate }) => [`${arrival.record.key}${arrival.record.offset}`, fate?.is]),
    undecodable: planned.undecodable.map(({ record }) => Number(record.offset)),
  };
};

describe('of the new messages of one transaction', () => {
  test('those of open keys are handled, key by key and within a key by offset', () => {
    const fresh = [message('oak', 1n), message('elm', 2n), message('oak', 9n), message('elm', 10n)];
    expect(plan(fresh)).toEqual({ handled: ['elm2', 'elm10', 'oak1', 'oak9'], parked: [], undecodable: [] });
  });

  test('those of a held key queue behind it, and others pass', () => {
    const fresh = [message('oak', 1n), message('elm', 2n), message('oak', 3n)];
    expect(plan(fresh, ['oak'])).toEqual({
      handled: ['elm2'],
      parked: [
        ['oak1', undefined],
        ['oak3', undefined],
      ],
      undecodable: [],
    });
  });

  test.each([
    ['failed', parked, 'parked'],
    ['is dead', dead, 'dead'],
  ])('one that %s stops the later ones of its key, and not the earlier ones', (_, fate, is) => {
    const fresh = [message('oak', 1n), message('oak', 2n), message('elm', 3n), message('oak', 4n)];
    expect(plan(fresh, [], [[2n, fate]])).toEqual({
      handled: ['elm3', 'oak1'],
      parked: [
        ['oak2', is],
        ['oak4', undefined],
      ],
      undecodable: [],
    });
  });

  test('one of a later major stops its key as well', () => {
    const fresh = [message('oak', 1n), tooNew('oak', 2n), message('oak', 3n)];
    expect(plan(fresh, [], [[2n, parked]])).toMatchObject({
      handled: ['oak1'],
      parked: [
        ['oak2', 'parked'],
        ['oak3', undefined],
      ],
    });
    expect(plan(fresh, ['oak'], [[2n, parked]])).toMatchObject({
      parked: [
        ['oak1', undefined],
        ['oak2', undefined],
        ['oak3', undefined],
      ],
    });
  });

  test('a void one has no effect and an undecodable one is copied; neither stops its key nor waits behind it', () => {
    const fresh = [voided('oak', 1n), undecodable('oak', 2n), message('oak', 3n)];
    expect(plan(fresh)).toEqual({ handled: ['oak3'], parked: [], undecodable: [2] });
    expect(plan(fresh, ['oak'])).toEqual({ handled: [], parked: [['oak3', undefined]], undecodable: [2] });
  });

  test('the keys to be looked up are those of messages, each once', () => {
    const fresh = [
      message('oak', 1n),
      voided('ash', 2n),
      undecodable('fir', 3n),
      tooNew('elm', 4n),
      message('oak', 5n),
    ];
    expect(keysIn(fresh)).toEqual(['oak', 'elm']);
  });
});
