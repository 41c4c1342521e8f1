import type { RunningProcess, RunningSystem } from '../supervisor/running-system.ts';
import type { ReportedStep } from './reported-step.ts';
import type { TrialResult } from './run-trial.ts';

/** What `start --json` prints: how long everything took, what runs, and how the trial went (`<trial>Ms` is its time). */
export interface StartReport {
  readonly subject?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly error?: string;
  readonly traceId?: string;
  readonly steps: readonly ReportedStep[];
  readonly startupMs: number;
  /** Where that time went, in milliseconds and in order. */
  readonly phases: Readonly<Record<string, number>>;
  readonly infra: Readonly<Record<string, { readonly version: string; readonly provider: string }>>;
  readonly processes: readonly RunningProcess[];
  /** Where each process of a service or a simulator answers, by its name. */
  readonly urls: Readonly<Record<string, string>>;
  readonly [trialMs: `${string}Ms`]: number;
}

/** The report of a system that is still up. */
export function reportOf(system: RunningSystem, trial: TrialResult | undefined, startupMs: number): StartReport {
  const { postgres, kafka } = system.infrastructure;
  const server = ({ version, provider }: { version: string; provider: string }) => ({ version, provider });
  return {
    ...(trial && ended(trial)),
    steps: trial?.steps ?? [],
    startupMs,
    phases: system.phasesMs,
    ...(trial && { [`${trial.name}Ms`]: trial.tookMs }),
    infra: { postgres: server(postgres), ...(kafka && { kafka: server(kafka) }) },
    processes: system.processes(),
    urls: Object.fromEntries(system.members().map(({ process, url }) => [process.name, url()])),
  };
}

function ended({ subject, status, reason, error, traceId }: TrialResult): Partial<StartReport> {
  return {
    subject,
    status,
    ...(reason !== undefined && { reason }),
    ...(error !== undefined && { error }),
    traceId,
  };
}
