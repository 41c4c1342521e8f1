import { describe, expect, test } from 'vitest';
import { lagKey, lagsOf } from './lags.ts';

const place = { consumer: 'garden.diary', topic: 'garden.events', partition: 0 };
const status = { ...place, nextOffset: 0n, updatedAt: new Date(), parkedKeys: 0, deadKeys: 0, messages: 0 };
const log = (first: bigint, next: bigint) => ({ range: async () => ({ first, next }) });
const lag = async (nextOffset: bigint, kept: ReturnType<typeof log>) =>
  (await lagsOf(kept, [{ ...status, nextOffset }], 1_000))?.get(lagKey(place));

describe('how far a consumer is behind', () => {
  test('is what the topic has from its position on', async () => {
    expect(await lag(3n, log(0n, 10n))).toBe(7n);
    expect(await lag(10n, log(0n, 10n))).toBe(0n);
  });

  test('leaves out what is not kept any more, and is none in a topic that was made anew', async () => {
    expect(await lag(3n, log(8n, 10n))).toBe(2n);
    expect(await lag(30n, log(0n, 10n))).toBe(0n);
  });

  test('is not known when the broker refuses or does not answer', async () => {
    const refuses = { range: () => Promise.reject(new Error('away')) };
    const isSilent = { range: () => Promise.withResolvers<never>().promise };
    expect(await lagsOf(refuses, [status], 1_000)).toBeUndefined();
    expect(await lagsOf(isSilent, [status], 1)).toBeUndefined();
  });
});
