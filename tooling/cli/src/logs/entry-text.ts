import type { Colours } from '../terminal.ts';
import type { LogEntry } from './last-entries.ts';

/** An entry as a person reads it: time, level, sentence, and then what else stands there; a stack on lines of its own. */
export function entryText({ line }: LogEntry, colour: Colours): string {
  const fields = fieldsOf(line);
  if (fields === undefined) return line;
  const { time, level = '', msg = '', err, service: _service, release: _release, pid: _pid, ...rest } = fields;
  const clock = typeof time === 'string' ? time.slice(11, 23) : '';
  const details = Object.entries(rest).map(([name, value]) => colour.dim(`${name}=${shown(value)}`));
  const paint = painted[String(level)]?.(colour) ?? ((text: string) => text);
  const first = [clock, paint(String(level).padEnd(5)), String(msg), ...details]
    .filter((part) => part !== '')
    .join(' ');
  return [first, ...errorLines(err)].join('\n');
}

/** An entry as a program reads it. */
export function entryJson({ name, line }: LogEntry): string {
  return JSON.stringify({ process: name, ...(fieldsOf(line) ?? { text: line }) });
}

type Fields = Record<string, unknown>;

function fieldsOf(line: string): Fields | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Fields;
  } catch {
    return undefined;
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function errorLines(error: unknown): string[] {
  if (error === undefined) return [];
  const { stack } = (error ?? {}) as { stack?: unknown };
  return (typeof stack === 'string' ? stack : shown(error)).split('\n').map((line) => `    ${line}`);
}

const painted: Record<string, (colour: Colours) => (text: string) => string> = {
  warn: (colour) => colour.yellow,
  error: (colour) => colour.red,
  fatal: (colour) => colour.red,
};
