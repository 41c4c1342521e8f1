import { setTimeout as pause } from 'node:timers/promises';

/** Asks until the answer is yes, ten seconds long. */
export async function eventually(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`not within 10 s: ${what}`);
    await pause(20);
  }
}
