import { onInterrupt } from '../interrupts.ts';
import { entryJson, entryText } from '../logs/entry-text.ts';
import { lastEntries, type LogEntry } from '../logs/last-entries.ts';
import { logFiles } from '../logs/log-files.ts';
import { LogTail } from '../logs/log-tail.ts';
import type { Terminal } from '../terminal.ts';

export interface LogsCommand {
  readonly root: string;
  readonly terminal: Terminal;
  /** A service, a simulator or a server. */
  readonly which?: string;
  readonly follow?: boolean;
  /** How many lines of what was said already. */
  readonly lines: number;
  readonly json?: boolean;
}

/** Prints what was said last, and with `follow` what is said until Ctrl-C. Resolves to 0. */
export async function logsCommand({ root, terminal, which, follow, lines, json }: LogsCommand): Promise<number> {
  const files = logFiles({ root, which, say: terminal.say });
  const width = Math.max(...files.map(({ name }) => name.length));
  const print = (entry: LogEntry): void => {
    if (json) return terminal.out(entryJson(entry));
    const prefix = files.length === 1 ? '' : `${terminal.colour.cyan(entry.name.padEnd(width))} | `;
    terminal.out(prefix + entryText(entry, terminal.colour));
  };
  const { entries, readTo } = lastEntries(files, lines);
  entries.forEach(print);
  if (!follow) return 0;
  await untilInterrupted(
    files.map(({ name, file }, index) => new LogTail(file, (line) => print({ name, line }), readTo[index])),
  );
  return 0;
}

async function untilInterrupted(tails: readonly LogTail[]): Promise<void> {
  const readAll = (): void => tails.forEach((tail) => tail.read());
  const timer = setInterval(readAll, 100);
  await new Promise<void>((resolve) => {
    const stopListening = onInterrupt(() => {
      stopListening();
      resolve();
    });
  });
  clearInterval(timer);
  readAll();
}
