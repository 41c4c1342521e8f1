/**
 * What happens to a tree. Of a `huge` one the broker refuses some steps, so that the relay parks its key until an operator
 * drops them; the library fails at some steps of a `sick` one until it is cured, and at once declares those of a `doomed`
 * one dead, so that they wait for a cure and a person.
 */
export type Kind = 'sound' | 'huge' | 'sick' | 'doomed';

const shares: readonly (readonly [Kind, number])[] = [
  ['huge', 2],
  ['sick', 20],
  ['doomed', 10],
];

/** The names of all trees: mostly sound ones. */
export function treesOf(count: number): string[] {
  const kinds = shares.flatMap(([kind, number]) => Array.from<Kind>({ length: number }).fill(kind));
  return Array.from({ length: count }, (_, n) => `${kinds[n] ?? 'sound'}-${n}`);
}

export function kindOf(tree: string): Kind {
  return tree.split('-')[0] as Kind;
}

/** Whether this step is trouble, of a tree that has any. Not of all trees at the same time. */
export function isTrouble(tree: string, step: number): boolean {
  return kindOf(tree) !== 'sound' && (step + numberOf(tree)) % 25 === 7;
}

/** Whether an operator drops this step, so that nobody ever notes it. */
export function isDropped(tree: string, step: number): boolean {
  return kindOf(tree) === 'huge' && isTrouble(tree, step);
}

function numberOf(tree: string): number {
  return Number(tree.split('-')[1]);
}
