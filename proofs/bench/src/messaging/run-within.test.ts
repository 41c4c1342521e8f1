import { expect, test } from 'vitest';
import { runWithin } from './run-within.ts';

test('what never ends is given up, and named', async () => {
  const run = () => new Promise<never>(() => undefined);
  await expect(runWithin({ name: 'theirs', run }, 10)).rejects.toThrow('theirs: it did not end in 0.01 s');
});

test('what fails is named', async () => {
  await expect(runWithin({ name: 'theirs', run: () => Promise.reject(new Error('no')) }, 1_000)).rejects.toThrow(
    'theirs: no',
  );
});

test('what ends in time is what it is', async () => {
  await expect(runWithin({ name: 'ours', run: async () => ({ perSecond: 7 }) }, 1_000)).resolves.toEqual({
    perSecond: 7,
  });
});
