import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PartitionWatch } from './partition-watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a changed number of partitions is told, and a broker that does not answer changes nothing', async () => {
  const counts: (number | Error)[] = [6, 6, new Error('away'), 6, 9];
  const changed = vi.fn<(reason: Error) => void>();
  const count = async () => {
    const next = counts.shift() ?? 9;
    if (next instanceof Error) throw next;
    return next;
  };
  const watch = new PartitionWatch({ everyMs: 1_000, count, changed });
  await vi.advanceTimersByTimeAsync(3_000);
  expect(changed).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(changed.mock.calls).toEqual([[new Error('there were 6 partitions, and are 9 now')]]);
  watch.stop();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(changed).toHaveBeenCalledOnce();
});
