/** How high each tree grows: five numbered messages for each subject. */
export const height = 5;

/** The step that is trouble, of the trees that are. */
export const troubleAt = 2;

/**
 * What happens to a tree. The broker refuses the second step of a `huge` one, so that the relay parks its key until the
 * step is dropped; the library fails at that of a `sick` one until it is cured, and declares that of a `doomed` one dead at
 * once, so that it waits for a cure and a person.
 */
export type Kind = (typeof kinds)[number];
export const kinds = ['sound', 'huge', 'sick', 'doomed'] as const;

export function kindOf(tree: string): Kind {
  return tree.split('-')[0] as Kind;
}

/** What is noted of a tree when everything is over: all of its steps, without the one that an operator has dropped. */
export function stepsOf(tree: string): number[] {
  const all = Array.from({ length: height }, (_, n) => n + 1);
  return kindOf(tree) === 'huge' ? all.filter((step) => step !== troubleAt) : all;
}
