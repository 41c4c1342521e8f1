import { firstLines } from './last-lines.ts';

/**
 * Calls `then` once a process has nothing left to do but to wait for its debugger: Node keeps one that has ended in order
 * until the debugger goes, which it would only do when the process is gone. Returns how to stop looking.
 */
export function whenOnlyADebuggerIsLeft(log: { file: string; fromByte: number }, then: () => void): () => void {
  const timer = setInterval(() => {
    const said = firstLines(log.file, log.fromByte, Number.POSITIVE_INFINITY);
    if (!said.some((line) => line.startsWith('Waiting for the debugger to disconnect'))) return;
    clearInterval(timer);
    then();
  }, 25);
  return () => clearInterval(timer);
}
