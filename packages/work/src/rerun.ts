import { setTimeout as after } from 'node:timers/promises';

const mostAttempts = 10;
const shortestPauseMs = 5;
const longestPauseMs = 200;

/**
 * Runs `attempt` until it is not the victim of another transaction any more. A serialization failure or a deadlock says
 * nothing about the attempt itself, and it has left nothing behind. Pauses are random, so that two victims do not meet
 * again; after ten attempts the database's error is thrown. Every other error is thrown at once.
 */
export async function rerunning<T>(attempt: () => Promise<T>): Promise<T> {
  for (let made = 1; ; made++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isVictim(error) || made === mostAttempts) throw error;
      await after(Math.random() * Math.min(longestPauseMs, shortestPauseMs * 2 ** made));
    }
  }
}

/** SQLSTATE of a serialization failure and of a deadlock. */
const victims: readonly unknown[] = ['40001', '40P01'];

function isVictim(error: unknown): boolean {
  return error instanceof Error && 'code' in error && victims.includes(error.code);
}
