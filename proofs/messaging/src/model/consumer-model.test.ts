import { seeded } from '@holdfast/testkit';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checkHistories } from './check-histories.ts';
import { MemoryModelDatabase } from './memory-model-database.ts';

const { seed } = seeded('consumer model');
const numRuns = Number(process.env['HOLDFAST_MODEL_RUNS'] ?? 400);
const time = { ms: (ms: number) => ms, pass: (ms: number) => vi.advanceTimersByTimeAsync(ms) };

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
  });
});
afterEach(() => {
  vi.useRealTimers();
});

test('whatever happens: every message has its effect once, in sequence, and is never overtaken', async () => {
  const unmet = await checkHistories({
    seed,
    numRuns,
    atLeast: 5,
    begin: () => ({ database: new MemoryModelDatabase(), time, patienceMs: 60_000 }),
  });
  expect(unmet).toEqual([]);
}, 120_000);
