import type { Edit } from './break.ts';

/** A rule of the protocol, left out of PostgreSQL's statements, and a test that has to turn red by it. */
export interface BreakInPostgres {
  /** As the break in memory is called, where there is one. */
  readonly name: string;
  /** A test on PostgreSQL: its file, and what its title has in it. */
  readonly test: { readonly file: string; readonly title: string };
  readonly edits: readonly Edit[];
}

/** Edits of one file, of packages/messaging unless it is said. */
export function editsOf(file: string, folder = 'packages/messaging'): (find: string, replace: string) => Edit {
  return (find, replace) => ({ file: `${folder}/${file}`, find, replace });
}
