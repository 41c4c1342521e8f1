import { loadSystem } from '@holdfast/system-model';

/**
 * What the system calls one subject, because an option of `start` has that name. Only looked up for `start`: the other
 * commands must work, and quickly, while declarations are being edited. Undefined when the system cannot be read.
 */
export async function trialNameFor(root: string, argv: readonly string[]): Promise<string | undefined> {
  if (!argv.slice(2).includes('start')) return undefined;
  try {
    return (await loadSystem(root)).trial?.name;
  } catch {
    return undefined; // `start` itself will say what is wrong with it.
  }
}
