import { AsyncLocalStorage } from 'node:async_hooks';
import type { Actor } from './actor.ts';

/** Whose call is being done. */
export const running = new AsyncLocalStorage<Actor>();

/**
 * Lets others go on in the middle of a call. Only breaks use it, where they take apart what has to be one statement; it
 * stands on `globalThis` because production code cannot import it.
 */
function pause(name: string): Promise<void> {
  return running.getStore()?.call(name, () => undefined) ?? Promise.resolve();
}

Object.assign(globalThis, { pauseOfTheExplorer: pause });
