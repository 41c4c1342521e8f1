import type { Machine } from '@holdfast/local-infra';
import type { Spread } from '../statistics.ts';

/** The parts of the measurement, in the order in which they run. */
export const partNames = ['cold', 'warm', 'trials', 'memory', 'dev', 'ceilings'] as const;
export type PartName = (typeof partNames)[number];

/** `results/start.json`: what was measured, and on what. Times are in milliseconds, memory in megabytes. */
export interface Results {
  readonly machine: Machine;
  readonly parts: Parts;
}

export interface Parts {
  readonly cold?: StartPart;
  readonly warm?: StartPart;
  readonly trials?: TrialsPart;
  readonly memory?: MemoryPart;
  readonly dev?: DevPart;
  readonly ceilings?: CeilingsPart;
}

/** From the command to the last step of the first trial, and where that time went. */
export interface StartPart {
  readonly totalMs: Spread;
  /** Medians of the rounds, in the order in which they happen. */
  readonly phasesMs: Readonly<Record<string, number>>;
}

/** From sending a request to its last step, for many that arrive at a fixed rate. */
export interface TrialsPart {
  readonly sent: number;
  readonly perSecond: number;
  /** Refused, stuck, or cancelled on the way because a step took too long. Not part of the times, and no goal is reached with one. */
  readonly notDone: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

export interface MemoryPart {
  /** What the sums are of: shared pages counted once (PSS) or by each process (RSS). */
  readonly measure: 'PSS' | 'RSS';
  readonly totalMb: number;
  readonly rssMb: number;
  readonly byKind: Readonly<Record<string, { readonly processes: number; readonly mb: number }>>;
}

/** From saving a file to everything that runs it being ready again. */
export interface DevPart {
  readonly appMs: Spread;
  readonly packageMs: Spread;
}

/** What this machine can do at best: no start is quicker than the processes it is made of. */
export interface CeilingsPart {
  readonly nodeMs: Spread;
  readonly nestMs: Spread;
  readonly commitsPerSecond: { readonly one: number; readonly eight: number };
}
