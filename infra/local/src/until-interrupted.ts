import { constants } from 'node:os';

/** Aborted by Ctrl-C and its relatives, and when whoever started this program is gone. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** What the program then ends with; undefined as long as nobody has interrupted it. */
  readonly exitCode: number | undefined;
  stopListening(): void;
}

export function untilInterrupted(): Interruption {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const listeners = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((name) => {
    const hear = (): void => {
      exitCode ??= 128 + constants.signals[name];
      controller.abort(new Error(`interrupted by ${name}`));
    };
    process.on(name, hear);
    return () => process.off(name, hear);
  });
  const gone = (): void => void process.emit('SIGHUP', 'SIGHUP');
  process.on('disconnect', gone);
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    stopListening: () => {
      for (const stop of listeners) stop();
      process.off('disconnect', gone);
    },
  };
}
