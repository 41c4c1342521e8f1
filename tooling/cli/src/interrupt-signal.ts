import { Interrupted, onInterrupt } from './interrupts.ts';
import type { Terminal } from './terminal.ts';

export interface InterruptSignal {
  /** Aborted, with Interrupted as the reason, by the first Ctrl-C. */
  readonly signal: AbortSignal;
  stopListening(): void;
}

/** The first Ctrl-C aborts the signal, for an orderly end; the second one ends this process at once. */
export function interruptSignal(terminal: Terminal): InterruptSignal {
  const controller = new AbortController();
  const stopListening = onInterrupt(({ count, signal }) => {
    const reason = new Interrupted(signal);
    // On exit the run kills whatever it still has.
    if (count > 1) process.exit(reason.exitCode);
    terminal.say('  stopping; Ctrl-C once more ends everything at once.');
    controller.abort(reason);
  });
  return { signal: controller.signal, stopListening };
}

/** Resolves with the first Ctrl-C. */
export async function interrupted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
}
