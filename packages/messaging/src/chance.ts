import { randomUUID } from 'node:crypto';

/** What messaging leaves to chance: how long a pause is, and who holds something. Tests decide it themselves. */
export interface Chance {
  /** From 0 up to 1. */
  fraction(): number;
  uuid(): string;
}

/** The process's own. */
export const realChance: Chance = { fraction: Math.random, uuid: randomUUID };
