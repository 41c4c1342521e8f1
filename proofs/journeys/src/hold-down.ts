import type { RunningSystem } from '@holdfast/cli/supervise';

/** Stops a process where it stands, without ending it: the supervisor would start another one. Resolves when it goes on again. */
export async function whileHeldDown(shop: RunningSystem, service: string, use: () => Promise<void>): Promise<void> {
  if (!shop.kill(service, 1, 'SIGSTOP')) throw new Error(`${service} is not there to be held down`);
  try {
    await use();
  } finally {
    shop.kill(service, 1, 'SIGCONT');
  }
}
