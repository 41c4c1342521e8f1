import type { BenchContext } from './bench-context.ts';
import { measureCeilings } from './ceilings.ts';
import { measureCold } from './cold.ts';
import { measureDev } from './dev.ts';
import { measureMemory } from './memory.ts';
import { measureTrials } from './trials.ts';
import type { PartName, Parts } from './results.ts';
import { npmStart } from './started.ts';
import { measureWarm, warmClone } from './warm.ts';

/** What was measured, with which servers, and what could not be. */
export interface Measured {
  readonly parts: Parts;
  readonly versions: Readonly<Record<string, string>>;
  readonly failures: readonly string[];
}

/** One part after the other. A part that fails is told, and the others are measured all the same; an interrupt ends all. */
export async function measure(names: readonly PartName[], context: BenchContext): Promise<Measured> {
  const parts: { -readonly [Name in keyof Parts]: Parts[Name] } = {};
  const failures: string[] = [];
  let versions: Record<string, string> = {};
  const wants = (...some: PartName[]): boolean => some.some((name) => names.includes(name));
  const attempt = async (what: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      context.signal.throwIfAborted();
      failures.push(`${what} could not be measured: ${error instanceof Error ? error.message : String(error)}`);
      context.say(failures.at(-1)!);
    }
  };
  if (wants('cold')) {
    const rounds = names.length === 1 ? context.rounds : 1;
    await attempt('cold', async () => void (parts.cold = await measureCold({ ...context, rounds })));
  }
  if (!wants('warm', 'trials', 'memory', 'dev', 'ceilings')) return { parts, versions, failures };
  let clone = '';
  await attempt('everything on a warm clone', async () => void (clone = await warmClone(context)));
  if (clone === '') return { parts, versions, failures };
  if (wants('warm')) await attempt('warm', async () => void (parts.warm = await measureWarm(clone, context)));
  if (wants('trials', 'memory')) {
    await attempt('trials and memory', async () => {
      const started = await npmStart(clone, context);
      try {
        versions = versionsOf(started.report.infra);
        if (wants('trials')) parts.trials = await measureTrials(clone, started.report, context);
        if (wants('memory')) parts.memory = await measureMemory(clone, started);
      } finally {
        await started.child.interrupt();
      }
    });
  }
  if (wants('ceilings'))
    await attempt('ceilings', async () => void (parts.ceilings = await measureCeilings(clone, context)));
  // Last, because it changes files of the clone.
  if (wants('dev')) await attempt('dev', async () => void (parts.dev = await measureDev(clone, context)));
  return { parts, versions, failures };
}

function versionsOf(infra: Readonly<Record<string, { readonly version: string; readonly provider: string }>>) {
  return Object.fromEntries(
    Object.entries(infra).map(([name, { version, provider }]) => [name, `${version} ${provider}`]),
  );
}
