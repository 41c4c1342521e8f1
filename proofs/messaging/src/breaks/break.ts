import type { AnomalyKind } from '../explorer/world.ts';

/** A change of one file of the tree, from its root. `find` is in the file exactly once. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A rule of the protocol, left out. */
export interface Break {
  readonly name: string;
  /** In which scenario of the explorer it shows. */
  readonly scenario: string;
  /** What it leads to: at least one of these, and nothing else. None for one that only wastes. */
  readonly anomalies: readonly AnomalyKind[];
  readonly edits: readonly Edit[];
  /** How long to look for it, if its story is a long one. */
  readonly seconds?: number;
}

/** Others may go on here: where a break makes several statements of one. */
export function pauseAt(name: string): string {
  return `await (globalThis as any).pauseOfTheExplorer('${name}');`;
}
