import { parseArgs } from 'node:util';
import { explore, type Exploration } from './explore.ts';
import { offerPauses } from './pause.ts';
import { lineOf, storyOf } from './report.ts';
import { anomaliesAfter } from './replay.ts';
import { scenarioNamed, scenarios } from './scenarios.ts';

// node --conditions=@holdfast/source main.ts [--scenario <name>]… [--seconds <n>] [--json] [--replay '<step> | <step>']
const { values } = parseArgs({
  options: {
    scenario: { type: 'string', multiple: true },
    seconds: { type: 'string' },
    replay: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
offerPauses();
const chosen = values.scenario?.map(scenarioNamed) ?? scenarios;
if (values.replay !== undefined) {
  const anomalies = await anomaliesAfter(chosen[0]!, values.replay.split(' | '));
  console.log(anomalies.map(({ kind, what }) => `${kind}: ${what}`).join('\n') || 'nothing is wrong there');
} else {
  const explorations: Exploration[] = [];
  for (const scenario of chosen) {
    const exploration = await explore(scenario, values.seconds ? { ms: Number(values.seconds) * 1_000 } : {});
    explorations.push(exploration);
    if (!values.json) tellOf(exploration);
  }
  if (values.json) console.log(JSON.stringify(explorations));
  process.exitCode = explorations.some(({ findings }) => findings.length > 0) ? 1 : 0;
}

function tellOf(exploration: Exploration): void {
  console.log(lineOf(exploration));
  for (const finding of exploration.findings) console.log(storyOf(finding));
}
