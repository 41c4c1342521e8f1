import { describe, expect, test } from 'vitest';
import { fateOf, type Patience } from './fate-of.ts';
import { Fatal, Park } from './failures.ts';

const patience: Patience = { quickTries: 2, retry: { firstMs: 1_000, longestMs: 300_000 }, maxAgeMs: 86_400_000 };
const away = Object.assign(new Error('gone'), { code: '08006' });
const decided = (error: unknown, attempts: number, failedForMs = 0, fraction = 0.5) => {
  const { is, ...rest } = fateOf({ error, attempts, failedForMs }, patience, fraction);
  return [is, 'retryInMs' in rest ? rest.retryInMs : undefined, 'reason' in rest ? rest.reason : undefined];
};

describe('a message whose try has failed', () => {
  test.each([
    ['for the first time', new Error('no'), 1, 0, ['again', undefined, undefined]],
    ['for the second time', new Error('no'), 2, 0, ['parked', 500, undefined]],
    ['for the third time', new Error('no'), 3, 0, ['parked', 1_000, undefined]],
    ['for the eighth time', new Error('no'), 8, 0, ['parked', 32_000, undefined]],
    ['for a long time', new Error('no'), 400, 86_399_999, ['parked', 150_000, undefined]],
    ['for too long a time', new Error('no'), 401, 86_400_000, ['dead', undefined, 'too-old']],
    ['and asks to be parked', new Park('ask'), 1, 0, ['parked', undefined, undefined]],
    ['and asks to be parked, however old it is', new Park('ask'), 9, 86_400_000, ['parked', undefined, undefined]],
    ['and can never succeed', new Fatal('never'), 1, 0, ['dead', undefined, 'fatal']],
    ['because the database went away', away, 1, 0, ['not-its-fault', undefined, undefined]],
    ['because the database went away, however often', away, 99, 86_400_000, ['not-its-fault', undefined, undefined]],
  ])('%s', (_, error, attempts, failedForMs, expected) => {
    expect(decided(error, attempts, failedForMs)).toEqual(expected);
  });

  test.each([
    [0, 0],
    [0.999, 999],
  ])('pauses by chance, up to a bound: %d', (fraction, retryInMs) => {
    expect(decided(new Error('no'), 2, 0, fraction)).toEqual(['parked', retryInMs, undefined]);
  });

  test('is remembered with what went wrong', () => {
    expect(fateOf({ error: new TypeError('no'), attempts: 2, failedForMs: 0 }, patience, 0)).toMatchObject({
      failure: { errorName: 'TypeError', error: 'no', attempts: 2 },
    });
  });
});
