import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { LogFile } from './log-files.ts';

/** A line of a log, and whose. */
export interface LogEntry {
  readonly name: string;
  readonly line: string;
}

export interface LastEntries {
  readonly entries: readonly LogEntry[];
  /** Up to which byte each file has been read, in the order of the files. */
  readonly readTo: readonly number[];
}

/** The last `count` whole lines of these logs together, in the order of their times. A line without a time follows the one before it. */
export function lastEntries(files: readonly LogFile[], count: number): LastEntries {
  const read = files.map(({ name, file }) => ({ name, ...lastPart(file) }));
  const timed = read.flatMap(({ name, lines }) => {
    let time = '';
    return lines.slice(-count).map((line) => ({ name, line, time: (time = timeOf(line) ?? time) }));
  });
  const sorted = timed.toSorted((one, other) => (one.time < other.time ? -1 : one.time > other.time ? 1 : 0));
  const entries = count === 0 ? [] : sorted.slice(-count).map(({ name, line }) => ({ name, line }));
  return { entries, readTo: read.map(({ readTo }) => readTo) };
}

function timeOf(line: string): string | undefined {
  return /^\{.*?"time":"([^"]+)"/.exec(line)?.[1];
}

function lastPart(file: string): { lines: string[]; readTo: number } {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const from = Math.max(0, size - mostBytes);
    const buffer = Buffer.alloc(size - from);
    readSync(descriptor, buffer, 0, buffer.length, from);
    const whole = buffer.lastIndexOf('\n') + 1;
    const lines = buffer
      .subarray(0, whole)
      .toString('utf8')
      .split('\n')
      .slice(from === 0 ? 0 : 1, -1);
    return { lines, readTo: from + whole };
  } finally {
    closeSync(descriptor);
  }
}

/** Enough for thousands of lines; a log of a month is not read as a whole. */
const mostBytes = 4 * 1024 * 1024;
