import type { Machine } from '../machine.ts';
import type { Measured } from './rounds.ts';

/** What is measured together, in the sequence in which it runs. */
export const groupNames = ['ceilings', 'producers', 'drains', 'consumers'] as const;
export type GroupName = (typeof groupNames)[number];

/** What one group has measured. */
export interface Group {
  /** Per second. */
  readonly rates: Measured;
  /** WAL bytes per message, of those that drain. */
  readonly walBytes?: Measured;
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
