import { seeded } from '@holdfast/testkit';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { histories } from './commands.ts';
import { Consumers } from './consumers.ts';

const { seed } = seeded('consumer model');
const numRuns = Number(process.env['HOLDFAST_MODEL_RUNS'] ?? 400);

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
  });
});
afterEach(() => {
  vi.useRealTimers();
});

test('whatever happens: every message has its effect once, in sequence, and is never overtaken', async () => {
  const seen: Record<string, number> = {};
  const property = fc.asyncProperty(histories, async (history) => {
    const consumers = new Consumers();
    await fc.asyncModelRun(() => ({ model: {}, real: consumers }), history);
    await consumers.settle((ms) => vi.advanceTimersByTimeAsync(ms));
    for (const [what, times] of Object.entries(consumers.seen)) seen[what] = (seen[what] ?? 0) + times;
    expect(consumers.broken()).toEqual([]);
  });
  await fc.assert(property, { seed, numRuns });
  process.stdout.write(`seen: ${JSON.stringify(seen)}\n`);
  // A history in which nothing goes wrong shows nothing.
  expect(Object.entries(seen).filter(([, times]) => times < 5)).toEqual([]);
}, 120_000);
