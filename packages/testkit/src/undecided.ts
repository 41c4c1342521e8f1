import type { TestContext } from 'vitest';

/** Ends a test that this machine cannot decide, and says why. The runner counts it as neither held nor broken, by the first word of the note. */
export function undecided(context: Pick<TestContext, 'skip'>, why: string): never {
  return context.skip(`${undecidedMark}${why}`);
}

/** How a note begins whose test could not be decided. */
export const undecidedMark = 'undecided: ';
