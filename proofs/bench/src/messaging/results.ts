import type { Machine } from '@holdfast/local-infra';
import type { Measured } from './rounds.ts';

/** What is measured together, in the sequence in which it runs. */
export const groupNames = [
  'ceilings',
  'producers',
  'drains',
  'late-writer',
  'snapshot',
  'sending',
  'latency',
  'consumers',
  'reading',
  'tracing',
] as const;
export type GroupName = (typeof groupNames)[number];

/** What is measured besides the rate, where it is. */
export const extras = ['walBytes', 'tableBytes', 'p50Ms', 'p99Ms', 'sendP99Ms', 'p99UntilSendMs', 'deadRows'] as const;
export type Extra = (typeof extras)[number];

/** What one group has measured. */
export interface Group extends Partial<Readonly<Record<Extra, Measured>>> {
  /** Per second. */
  readonly rates: Measured;
  readonly measuredAt?: string;
  /** Subjects that could not be measured, and why. */
  readonly failed?: Readonly<Record<string, string>>;
  /** Share of the time that each call of ours took, where a profile is kept. */
  readonly shares?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export type Groups = Partial<Readonly<Record<GroupName, Group>>>;

/** `results/messaging.json`. A quick run is for whoever writes the bench, and is not kept. */
export interface Results {
  readonly machine: Machine;
  readonly fsync: string;
  readonly groups: Groups;
}
