import { constants } from 'node:os';

/** How often, and by what, this process was asked to end. */
export interface Interrupt {
  readonly count: number;
  readonly signal: NodeJS.Signals;
}

/**
 * Listens to Ctrl-C and its relatives until the returned function is called. A terminal sends Ctrl-C to the launcher and to
 * us, and the launcher passes it on; what arrives within a moment is one wish, not two.
 */
export function onInterrupt(
  listener: (interrupt: Interrupt) => void,
  { source = process, now = () => performance.now() }: { source?: SignalSource; now?: () => number } = {},
): () => void {
  let count = 0;
  let last = Number.NEGATIVE_INFINITY;
  const hear = (signal: NodeJS.Signals): void => {
    const isEcho = now() - last < echoMs;
    last = now();
    if (isEcho) return;
    count += 1;
    listener({ count, signal });
  };
  const gone = (): void => hear('SIGHUP');
  for (const signal of signals) source.on(signal, hear);
  // The launcher was killed: nobody is left who could pass Ctrl-C on.
  source.on('disconnect', gone);
  return () => {
    for (const signal of signals) source.off(signal, hear);
    source.off('disconnect', gone);
  };
}

/** Somebody asked us to end before there was a result. The exit code says by which signal. */
export class Interrupted extends Error {
  readonly code = 'interrupted';
  readonly exitCode: number;

  constructor(signal: NodeJS.Signals) {
    super(`interrupted by ${signal}.`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** The part of `process` that is listened to. */
export interface SignalSource {
  on(event: NodeJS.Signals | 'disconnect', listener: (signal: NodeJS.Signals) => void): unknown;
  off(event: NodeJS.Signals | 'disconnect', listener: (signal: NodeJS.Signals) => void): unknown;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const echoMs = 300;
