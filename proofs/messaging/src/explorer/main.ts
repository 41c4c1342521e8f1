import { BadOptions } from './bad-options.ts';
import { explore, type Exploration } from './explore.ts';
import { explorerOptions, type ExplorerOptions } from './options.ts';
import { offerPauses } from './pause.ts';
import { anomaliesAfter, NotPossible } from './replay.ts';
import { lineOf, storyOf } from './report.ts';

// Explores what it is told to: 0 nothing is wrong, 1 something is, 2 not everything within the bounds was seen.

process.exitCode = await main(process.argv.slice(2));
process.disconnect?.();

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = explorerOptions(args);
    offerPauses();
    return options.replay === undefined ? await exploreAll(options) : await replay(options, options.replay);
  } catch (error) {
    if (!(error instanceof BadOptions || error instanceof NotPossible)) throw error;
    console.error(`holdfast: ${error.message}`);
    return 1;
  }
}

async function exploreAll({ scenarios, seconds, json }: ExplorerOptions): Promise<number> {
  const explorations: Exploration[] = [];
  for (const scenario of scenarios) {
    const exploration = await explore(scenario, seconds === undefined ? {} : { ms: seconds * 1_000 });
    explorations.push(exploration);
    if (!json) tellOf(exploration);
  }
  if (json) console.log(JSON.stringify(explorations));
  if (explorations.some(({ findings }) => findings.length > 0)) return 1;
  return explorations.every(({ isComplete }) => isComplete) ? 0 : 2;
}

async function replay({ scenarios }: ExplorerOptions, steps: string): Promise<number> {
  const anomalies = await anomaliesAfter(scenarios[0]!, steps.split(' | '));
  console.log(anomalies.map(({ kind, what }) => `${kind}: ${what}`).join('\n') || 'nothing is wrong there');
  return anomalies.length > 0 ? 1 : 0;
}

function tellOf(exploration: Exploration): void {
  console.log(lineOf(exploration));
  for (const finding of exploration.findings) console.log(storyOf(finding));
}
