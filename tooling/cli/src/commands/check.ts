import { endDeadRuns } from '@holdfast/local-infra';
import { budgetMinutes } from '../checks/budgets.ts';
import { runStage } from '../checks/run-stage.ts';
import { stagesOf, type Stage } from '../checks/stages.ts';
import { table, totalOf, verdictLine, type Verdict } from '../checks/verdict.ts';
import { exitCodeOf } from '../tests/counts.ts';
import type { Terminal } from '../terminal.ts';

export interface CheckCommand {
  readonly root: string;
  readonly terminal: Terminal;
  /** Names of stages; all when empty. */
  readonly stages: readonly string[];
  readonly list?: boolean;
  readonly json?: boolean;
}

/** Runs every stage, also after one that broke, and counts. Resolves to the exit code. */
export async function checkCommand({ root, terminal, stages: wanted, list, json }: CheckCommand): Promise<number> {
  const stages = chosenStages(stagesOf(root), wanted);
  if (list) {
    for (const { name, holds } of stages) terminal.out(`${name.padEnd(11)} ${holds}  (${budgetMinutes[name]} min)`);
    return 0;
  }
  await endDeadRuns(root);
  const verdicts = await runAll(stages, { root, terminal, output: json ? 'stderr' : 'inherit' });
  const total = totalOf(verdicts);
  if (json) terminal.out(JSON.stringify({ stages: verdicts, ...total }));
  else for (const line of ['', ...table(verdicts)]) terminal.out(line);
  return exitCodeOf(total);
}

async function runAll(
  stages: readonly Stage[],
  { root, terminal, output }: { root: string; terminal: Terminal; output: 'inherit' | 'stderr' },
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const stage of stages) {
    terminal.say(`\n── ${stage.name}: ${stage.holds}`);
    verdicts.push(await runStage(stage, { root, output }));
    terminal.say(`── ${verdictLine(verdicts.at(-1)!, 0)}`);
  }
  return verdicts;
}

function chosenStages(stages: readonly Stage[], wanted: readonly string[]): readonly Stage[] {
  const names: readonly string[] = stages.map(({ name }) => name);
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new UnknownStage(unknown, names);
  return wanted.length === 0 ? stages : stages.filter(({ name }) => wanted.includes(name));
}

class UnknownStage extends Error {
  readonly code = 'unknown-stage';

  constructor(name: string, known: readonly string[]) {
    super(`There is no stage ${name}. There are: ${known.join(', ')}.`);
  }
}
