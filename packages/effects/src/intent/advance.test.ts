import { describe, expect, test } from 'vitest';
import { anIntent } from '../../test/an-intent.ts';
import { advance, learned } from './advance.ts';

const moment = { now: new Date(1_000), token: 't-1' };
const lease = { token: 't-1', until: new Date(11_000) };

describe('what is written down', () => {
  test('before an attempt: that it begins, and when the first one did', () => {
    const once = advance(anIntent(), { do: 'perform', leaseMs: 10_000 }, moment);
    expect(once).toMatchObject({ attempts: 1, firstAttemptAt: moment.now, lease, nextAt: lease.until });
    const twice = advance(once, { do: 'perform', leaseMs: 10_000 }, { now: new Date(5_000), token: 't-2' });
    expect(twice).toMatchObject({ attempts: 2, firstAttemptAt: moment.now, nextAt: new Date(15_000) });
  });

  test.each(['find-out', 'give-up', 'conclude'] as const)('before %s: the lease alone', (step) => {
    expect(advance(anIntent(), { do: step, leaseMs: 10_000 }, moment)).toEqual(
      anIntent({ lease, nextAt: lease.until }),
    );
  });

  test('when it waits: until when, why, and whether that brings it nearer to a person', () => {
    const wait = { do: 'wait', forMs: 500, failure: 'rain' } as const;
    const leased = anIntent({ lease });
    expect(advance(leased, { ...wait, undecided: false }, moment)).toEqual(
      anIntent({ nextAt: new Date(1_500), failures: 1, lastError: 'rain' }),
    );
    expect(advance(leased, { ...wait, undecided: true }, moment).undecided).toBe(1);
  });

  test('when it is parked: since when and why', () => {
    expect(advance(anIntent({ lease }), { do: 'park', failure: 'rain' }, moment)).toEqual(
      anIntent({ state: 'parked', parkedAt: moment.now, nextAt: undefined, failures: 1, lastError: 'rain' }),
    );
  });

  test('when it stays parked: since when it was, and when the outside is asked again', () => {
    const parked = anIntent({ state: 'parked', parkedAt: new Date(1), nextAt: undefined, lease });
    expect(advance(parked, { do: 'park', againInMs: 500, failure: 'rain' }, moment)).toEqual(
      anIntent({ state: 'parked', parkedAt: new Date(1), nextAt: new Date(1_500), failures: 1, lastError: 'rain' }),
    );
    expect(advance(parked, { do: 'find-out', leaseMs: 10_000 }, moment)).toMatchObject({ state: 'parked', lease });
  });

  test('only text that a database can keep', () => {
    const wait = { do: 'wait', forMs: 500, undecided: false, failure: 'rain\0 \uD800' } as const;
    expect(advance(anIntent(), wait, moment).lastError).toBe('rain\uFFFD \uFFFD');
  });

  test('when it is abandoned: the outcome', () => {
    const known = { outcome: 'abandoned', by: 'executor', at: moment.now } as const;
    expect(advance(anIntent(), { do: 'abandon', leaseMs: 10_000 }, moment)).toEqual(
      anIntent({ known, lease, nextAt: lease.until }),
    );
  });

  test('when it is learned while it is parked: that it is not parked any more', () => {
    const parked = anIntent({ state: 'parked', parkedAt: new Date(1), failures: 3, lastError: 'rain', undecided: 4 });
    const known = { outcome: 1, by: 'person', at: moment.now } as const;
    expect(learned(parked, known, { token: 't-1', leaseMs: 10_000 })).toEqual(
      anIntent({ known, lease, nextAt: lease.until, undecided: 4 }),
    );
  });
});
