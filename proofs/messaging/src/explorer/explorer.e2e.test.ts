import { expect, test } from 'vitest';
import { explore } from './explore.ts';
import { lineOf, storyOf } from './report.ts';
import { scenarios } from './scenarios.ts';

const long = scenarios.filter(({ isLong }) => isLong);
/** More than there is time for: what was seen is told. */
const notWhole = 'parked, and two owners';

test.each(long)('nothing goes wrong in any interleaving, of which there are many: $name', async (scenario) => {
  const exploration = await explore(scenario, { ms: scenario.name === notWhole ? 30_000 : 150_000 });
  console.log(lineOf(exploration));
  expect(exploration.findings.map(storyOf)).toEqual([]);
  expect(exploration.isComplete || scenario.name === notWhole).toBe(true);
});
