import { loadSystem, simulatorsOf } from '@holdfast/system-model';
import { memoryBelow, type ProcessMemory } from '../process-memory.ts';
import type { MemoryPart } from './results.ts';
import type { Started } from './started.ts';

/** Memory of everything that `npm start` runs: what it started is below it, servers too, unless they are containers or given. */
export async function measureMemory(clone: string, { child, report }: Started): Promise<MemoryPart> {
  const { services, outside = {} } = await loadSystem(clone);
  const kinds = new Map<string, string>([
    ...services.map(({ name }) => [name, 'services'] as const),
    ...simulatorsOf({ outside }).map(({ app }) => [app, 'the outside world'] as const),
  ]);
  const names = new Map(report.processes.map(({ name, pid }) => [pid, kinds.get(name) ?? name]));
  return memoryOf(memoryBelow(child.pid), names);
}

/** Sums by kind. A process without a name belongs to the nearest one above it that has one, else to the command itself. */
export function memoryOf(processes: readonly ProcessMemory[], names: ReadonlyMap<number, string>): MemoryPart {
  const isPss = processes.every(({ pssKb }) => pssKb !== undefined);
  const byPid = new Map(processes.map((one) => [one.pid, one]));
  const kindOf = ({ pid, parent }: ProcessMemory): string => {
    const above = byPid.get(parent);
    return names.get(pid) ?? (above ? kindOf(above) : 'npm and the command');
  };
  const byKind: Record<string, { processes: number; mb: number }> = {};
  for (const one of processes) {
    const kind = (byKind[kindOf(one)] ??= { processes: 0, mb: 0 });
    kind.processes += 1;
    kind.mb += (isPss ? one.pssKb! : one.rssKb) / 1024;
  }
  const rounded = Object.entries(byKind).map(
    ([kind, { processes: count, mb }]) => [kind, { processes: count, mb: Math.round(mb) }] as const,
  );
  return {
    measure: isPss ? 'PSS' : 'RSS',
    totalMb: total(processes.map(({ rssKb, pssKb }) => (isPss ? pssKb! : rssKb))),
    rssMb: total(processes.map(({ rssKb }) => rssKb)),
    byKind: Object.fromEntries(rounded.toSorted(([, a], [, b]) => b.mb - a.mb)),
  };
}

function total(kilobytes: readonly number[]): number {
  return Math.round(kilobytes.reduce((sum, kb) => sum + kb, 0) / 1024);
}
