import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { copyTree } from '../copy-tree.ts';
import { spreadOf } from '../statistics.ts';
import type { BenchContext } from './bench-context.ts';
import { medianPhases } from './median-phases.ts';
import type { StartPart } from './results.ts';
import { npmStart, trialMsOf } from './started.ts';

/** A clone that has been started once: packages, caches and data are there. The machine's own caches are used. */
export async function warmClone(context: BenchContext): Promise<string> {
  context.say('making a clone and starting it once …');
  const clone = join(context.folder, 'clone');
  mkdirSync(clone, { recursive: true });
  copyTree(context.root, clone);
  const { child } = await npmStart(clone, context);
  await child.interrupt();
  return clone;
}

/** `npm start` on the second day, on data that was kept, up to the last step of its trial. */
export async function measureWarm(clone: string, context: BenchContext): Promise<StartPart> {
  const rounds: { totalMs: number; phasesMs: Record<string, number> }[] = [];
  for (let round = 1; round <= context.rounds; round += 1) {
    context.say(`warm start ${round} of ${context.rounds} …`);
    const { child, report, reportedAtMs } = await npmStart(clone, context);
    await child.interrupt();
    const trial = trialMsOf(report);
    const launcher = reportedAtMs - report.startupMs - trial;
    rounds.push({ totalMs: Math.round(reportedAtMs), phasesMs: { launcher, ...report.phases, trial } });
  }
  return { totalMs: spreadOf(rounds.map(({ totalMs }) => totalMs)), phasesMs: medianPhases(rounds) };
}
