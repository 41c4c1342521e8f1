import { expect, test } from 'vitest';
import { explore } from './explore.ts';
import { lineOf, storyOf } from './report.ts';
import { anomaliesAfter } from './replay.ts';
import { scenarioNamed, scenarios } from './scenarios.ts';

const short = scenarios.filter(({ isLong }) => !isLong);

test.each(short)('nothing goes wrong in any interleaving: $name', { timeout: 60_000 }, async (scenario) => {
  const exploration = await explore(scenario);
  console.log(lineOf(exploration));
  expect(exploration.findings.map(storyOf)).toEqual([]);
  expect(exploration.isComplete).toBe(true);
});

test('an interleaving is replayed by the names of its steps', async () => {
  const steps = ['A: claim', 'A: fetch from 0', 'A: move from 0 to 5', 'A crashes'];
  await expect(anomaliesAfter(scenarioNamed('repeats'), steps.slice(0, 3))).resolves.toEqual([]);
  await expect(anomaliesAfter(scenarioNamed('repeats'), steps)).rejects.toThrow('not possible any more');
});

test('an exploration that is cut short says so', async () => {
  const exploration = await explore(scenarioNamed('takeover'), { states: 10 });
  expect(exploration).toMatchObject({ isComplete: false, states: 10 });
  expect(lineOf(exploration)).toContain('NOT ALL');
});
