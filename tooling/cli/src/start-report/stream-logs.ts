import { LogTail } from '../logs/log-tail.ts';
import type { Colours } from '../terminal.ts';

export interface LogSource {
  readonly name: string;
  readonly logFile: string;
}

/**
 * Prints the lines of these logs as they come, each behind its process's name, until the returned function is called; that
 * prints what is left first. It reads what the processes write themselves, so nobody waits for a slow terminal.
 */
export function streamLogs(sources: readonly LogSource[], print: (line: string) => void, colour: Colours): () => void {
  const width = Math.max(...sources.map(({ name }) => name.length));
  const paints = [colour.cyan, colour.magenta, colour.yellow, colour.green, colour.blue];
  const tails = sources.map(({ name, logFile }, index) => {
    const prefix = paints[index % paints.length]!(`${name.padEnd(width)} |`);
    return new LogTail(logFile, (line) => print(`${prefix} ${line}`));
  });
  const readAll = (): void => tails.forEach((tail) => tail.read());
  const timer = setInterval(readAll, 100);
  return () => {
    clearInterval(timer);
    readAll();
  };
}
