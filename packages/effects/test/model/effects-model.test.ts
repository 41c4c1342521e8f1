import { seeded } from '@holdfast/testkit';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { histories } from './commands.ts';
import { World } from './world.ts';

const { seed } = seeded('effects model');
const numRuns = Number(process.env['HOLDFAST_MODEL_RUNS'] ?? 1_000);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  // The pauses must be the same when a history is told again, so that a failing one can be made shorter.
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test(
  'whatever happens: once at most, concluded once and truly, in sequence, to the end',
  { timeout: 120_000 },
  async () => {
    const seen = { deaths: 0, again: 0, abandoned: 0, told: 0, person: 0, happened: 0, intents: 0, freed: 0 };
    const property = fc.asyncProperty(histories, async (history) => {
      const world = new World();
      await fc.asyncModelRun(() => ({ model: { intended: new Set<string>() }, real: world }), history);
      await world.settle((ms) => vi.advanceTimersByTimeAsync(ms));
      note(seen, world);
      expect(world.broken()).toEqual([]);
    });
    await fc.assert(property, { seed, numRuns });
    process.stdout.write(`seen: ${JSON.stringify(seen)}\n`);
    // A history in which nothing goes wrong shows nothing.
    expect(Object.entries(seen).filter(([, times]) => times < 5)).toEqual([]);
  },
);

function note(seen: Record<string, number>, { store, outside, deaths, freed }: World): void {
  const intents = store.intents();
  const count = (what: string, times: number) => void (seen[what] = (seen[what] ?? 0) + times);
  count('deaths', deaths);
  count('freed', freed);
  count('intents', intents.length);
  count('happened', outside.entries.length);
  count('again', intents.filter(({ attempts }) => attempts > 1).length);
  count('abandoned', intents.filter(({ known }) => known?.outcome === 'abandoned' && known.by === 'executor').length);
  count('told', intents.filter(({ known }) => known?.by === 'told').length);
  count('person', intents.filter(({ known }) => known?.by === 'person').length);
}
