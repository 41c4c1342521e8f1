import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The last lines of a log, read from its end; none when there is no such file. */
export function lastLines(file: string, count = 15): string[] {
  const text = endOf(file, 16_384).trimEnd();
  return text === '' ? [] : text.split('\n').slice(-count);
}

function endOf(file: string, bytes: number): string {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return '';
  }
  try {
    const { size } = fstatSync(descriptor);
    const buffer = Buffer.alloc(Math.min(size, bytes));
    readSync(descriptor, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8');
  } finally {
    closeSync(descriptor);
  }
}
