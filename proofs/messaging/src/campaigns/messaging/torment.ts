import { setTimeout as wait } from 'node:timers/promises';
import type { Faults } from '@holdfast/local-infra';
import type { Attendant } from '../system/attendant.ts';
import type { Supervised } from '../system/supervised.ts';
import { faults, randomOf, type Fault } from './faults.ts';
import { unlessAway } from '../system/unless-away.ts';

export interface Victims {
  readonly processes: readonly Supervised[];
  readonly fault: Faults;
  readonly attendant: Attendant;
}

/** Commits one fault after the other until the time is over, and mends what it broke. Answers how many of each kind. */
export async function torment(
  victims: Victims,
  { seed, untilMs, signal, tell }: { seed: number; untilMs: number; signal: AbortSignal; tell: (line: string) => void },
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const thawing: Promise<void>[] = [];
  try {
    for (const { afterMs, fault } of faults(randomOf(seed), victims.processes.length)) {
      if (performance.now() + afterMs >= untilMs) break;
      await wait(afterMs, undefined, { signal });
      tell(described(fault, victims));
      // The frozen one is left to itself, so that other faults meet it.
      if (fault.kind === 'freeze') thawing.push(freeze(victims, fault));
      else await commit(fault, victims, signal);
      counts[fault.kind] = (counts[fault.kind] ?? 0) + 1;
    }
  } finally {
    await Promise.all(thawing);
  }
  return counts;
}

async function commit(
  fault: Fault,
  { processes, fault: server, attendant }: Victims,
  signal: AbortSignal,
): Promise<void> {
  switch (fault.kind) {
    case 'kill':
      return processes[fault.process]!.kill();
    case 'restart':
      return processes[fault.process]!.restart();
    case 'replay':
      return attendant.replay().catch(unlessAway);
    case 'broker away':
      await server.killKafka();
      await wait(fault.forMs, undefined, { signal });
      return server.startKafka();
    case 'database killed':
      await server.killPostgres();
      await wait(fault.forMs, undefined, { signal });
      return server.startPostgres();
    case 'freeze':
      return undefined;
  }
}

/** To its end, also when the campaign is interrupted: some seconds, and nobody stays frozen. */
async function freeze({ processes }: Victims, { process, forMs }: Extract<Fault, { kind: 'freeze' }>): Promise<void> {
  processes[process]!.freeze();
  await wait(forMs);
  processes[process]!.thaw();
}

function described(fault: Fault, { processes }: Victims): string {
  const who = 'process' in fault ? ` ${processes[fault.process]!.name}` : '';
  const howLong = 'forMs' in fault ? ` for ${fault.forMs} ms` : '';
  return `${fault.kind}${who}${howLong}`;
}
