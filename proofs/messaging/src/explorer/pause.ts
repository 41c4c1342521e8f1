import { AsyncLocalStorage } from 'node:async_hooks';

/** Whose call is being done: a process that can hold something back. */
export const running = new AsyncLocalStorage<{ call(name: string, perform: () => undefined): Promise<unknown> }>();

/**
 * Lets breaks have others go on in the middle of a call, where they take apart what has to be one statement. It stands on
 * `globalThis` because production code cannot import it.
 */
export function offerPauses(): void {
  Object.assign(globalThis, { pauseOfTheExplorer: pause });
}

/** Others may go on here, if somebody runs this within a world. */
export async function pause(name: string): Promise<void> {
  await running.getStore()?.call(name, () => undefined);
}
