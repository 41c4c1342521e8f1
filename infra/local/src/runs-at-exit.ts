import { constants } from 'node:os';

/** A run as the end of its process sees it. */
export interface EndingRun {
  end(): Promise<void>;
  endNow(): void;
}

/**
 * Ends the run with this process: in order on SIGINT, SIGTERM and SIGHUP, at once on the second of them and on any
 * other exit. A program that listens to these signals itself decides itself; then only the exit is watched.
 */
export function watchOverRun(run: EndingRun): void {
  if (open.size === 0) listen();
  open.add(run);
}

/** The run has ended by itself. */
export function forgetRun(run: object): void {
  open.delete(run as EndingRun);
  if (open.size === 0) stopListening();
}

const open = new Set<EndingRun>();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let isEnding = false;

function listen(): void {
  process.on('exit', endAllNow);
  for (const signal of signals) process.on(signal, onSignal);
}

function stopListening(): void {
  process.off('exit', endAllNow);
  for (const signal of signals) process.off(signal, onSignal);
}

function endAllNow(): void {
  for (const run of open) run.endNow();
}

function onSignal(signal: (typeof signals)[number]): void {
  if (process.listenerCount(signal) > 1) return;
  const exit = () => process.exit(128 + constants.signals[signal]);
  if (isEnding) exit();
  isEnding = true;
  void Promise.allSettled([...open].map((run) => run.end())).then(exit);
}
