import { spawn } from 'node:child_process';
import { Interrupted, onInterrupt } from '../interrupts.ts';
import { runTests } from '../tests/run-tests.ts';
import { budgetMinutes } from './budgets.ts';
import type { ProgramStage, Stage } from './stages.ts';
import { outcomeOfCode, outcomeOfCounts, type Verdict } from './verdict.ts';

/** Runs one stage to its end. A stage that breaks is a verdict, not an error. Throws Interrupted. */
export async function runStage(
  stage: Stage,
  options: { root: string; output: 'inherit' | 'stderr' },
): Promise<Verdict> {
  const startedAt = performance.now();
  const judged = await judge(stage, options);
  const minutes = (performance.now() - startedAt) / 60_000;
  return { stage: stage.name, minutes, budgetMinutes: budgetMinutes[stage.name], ...judged };
}

async function judge(
  stage: Stage,
  options: { root: string; output: 'inherit' | 'stderr' },
): Promise<Pick<Verdict, 'outcome' | 'counts'>> {
  if (stage.kind === 'program') return { outcome: outcomeOfCode(await runProgram(stage, options)) };
  const counts = await runTests({ ...options, args: stage.args });
  return { outcome: outcomeOfCounts(counts), counts };
}

async function runProgram(
  { command: [file = '', ...args] }: ProgramStage,
  { root, output }: { root: string; output: 'inherit' | 'stderr' },
): Promise<number | null> {
  const stdout = output === 'inherit' ? 'inherit' : process.stderr;
  // Its own process group: Ctrl-C reaches it through us, once.
  const child = spawn(file, args, { cwd: root, stdio: ['ignore', stdout, 'inherit'], detached: true });
  let interrupted: Interrupted | undefined;
  const stopListening = onInterrupt(({ count, signal }) => {
    interrupted = new Interrupted(signal);
    child.kill(count > 1 ? 'SIGKILL' : signal);
  });
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', resolve);
  });
  stopListening();
  if (interrupted) throw interrupted;
  return code;
}
