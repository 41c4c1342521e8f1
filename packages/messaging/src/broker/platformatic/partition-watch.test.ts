import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PartitionWatch } from './partition-watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const watching = (counts: (number | Error)[]) => {
  const changed = vi.fn<(reason: Error) => void>();
  const count = vi.fn(async () => {
    const next = counts.shift() ?? 9;
    if (next instanceof Error) throw next;
    return next;
  });
  return { watch: new PartitionWatch({ everyMs: 1_000, count, changed }), count, changed };
};

test('a changed number of partitions is told, and a broker that does not answer changes nothing', async () => {
  const { watch, changed } = watching([6, 6, new Error('away'), 6, 9]);
  await watch.begin();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(changed).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(changed.mock.calls).toEqual([[new Error('there were 6 partitions, and are 9 now')]]);
  watch.stop();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(changed).toHaveBeenCalledOnce();
});

test('without the first number there is no watch', async () => {
  const { watch, count } = watching([new Error('away')]);
  await expect(watch.begin()).rejects.toThrow('away');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(count).toHaveBeenCalledOnce();
});

test('a watch that has ended before it had the first number does not begin', async () => {
  const { watch, count } = watching([6]);
  const begun = watch.begin();
  watch.stop();
  await begun;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(count).toHaveBeenCalledOnce();
});
