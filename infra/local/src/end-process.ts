import { isRunning } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { waitUntil } from './wait-until.ts';

/** Asks with the given signal first and kills after the patience; resolves when the process is gone. Never signals another process that got the same number. */
export async function endProcess(
  target: ProcessIdentity,
  { signal = 'SIGTERM', patienceMs = 10_000 }: { signal?: NodeJS.Signals; patienceMs?: number } = {},
): Promise<void> {
  const isGone = () => !isRunning(target);
  if (isGone()) return;
  send(target, signal);
  // A frozen process (SIGSTOP) does not even hear SIGTERM; SIGKILL ends it all the same.
  if (signal !== 'SIGKILL' && (await waitUntil(isGone, { withinMs: patienceMs }))) return;
  send(target, 'SIGKILL');
  const gone = await waitUntil(isGone, { withinMs: 10_000 });
  if (!gone) throw new Error(`process ${target.pid} does not end, not even by SIGKILL`);
}

/** Kills at once and does not wait: for the last moment of a process, where nothing can be awaited. */
export function killNow(target: ProcessIdentity): void {
  if (isRunning(target)) send(target, 'SIGKILL');
}

function send({ pid }: ProcessIdentity, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended between the look and the signal.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
