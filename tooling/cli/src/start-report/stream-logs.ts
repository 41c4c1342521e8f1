import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
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

/** Reads a growing file line by line. A file that is not there yet has no lines. */
class LogTail {
  readonly #file: string;
  readonly #onLine: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  #position = 0;
  #rest = '';

  constructor(file: string, onLine: (line: string) => void) {
    this.#file = file;
    this.#onLine = onLine;
  }

  read(): void {
    const lines = (this.#rest + this.#decoder.write(this.#fresh())).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#onLine(line);
  }

  #fresh(): Buffer {
    let descriptor: number;
    try {
      descriptor = openSync(this.#file, 'r');
    } catch {
      return Buffer.alloc(0);
    }
    try {
      const buffer = Buffer.alloc(Math.max(0, fstatSync(descriptor).size - this.#position));
      this.#position += readSync(descriptor, buffer, 0, buffer.length, this.#position);
      return buffer;
    } finally {
      closeSync(descriptor);
    }
  }
}
