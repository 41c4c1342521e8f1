import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The last lines of a log, read from its end; none when there is no such file. */
export function lastLines(file: string, count = 15): string[] {
  return linesOf(part(file, (size) => size - mostBytes)).slice(-count);
}

/**
 * What a process said from this byte of its log on, from its first line, without the lines of a stack: when it ends at once,
 * the reason stands at the beginning. None when there is no such file.
 */
export function firstLines(file: string, fromByte: number, count = 30): string[] {
  return linesOf(part(file, () => fromByte))
    .filter((line) => !/^\s+at /.test(line))
    .slice(0, count);
}

function linesOf(text: string): string[] {
  const trimmed = text.trimEnd();
  return trimmed === '' ? [] : trimmed.split('\n');
}

function part(file: string, from: (size: number) => number): string {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return '';
  }
  try {
    const { size } = fstatSync(descriptor);
    const start = Math.min(size, Math.max(0, from(size)));
    const buffer = Buffer.alloc(Math.min(size - start, mostBytes));
    readSync(descriptor, buffer, 0, buffer.length, start);
    return buffer.toString('utf8');
  } finally {
    closeSync(descriptor);
  }
}

const mostBytes = 16_384;
