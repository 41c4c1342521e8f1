import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/** Reads a growing file line by line. A file that is not there yet has no lines; one that was begun anew is read from its start. */
export class LogTail {
  readonly #file: string;
  readonly #onLine: (line: string) => void;
  #decoder = new StringDecoder('utf8');
  #position: number;
  #rest = '';

  constructor(file: string, onLine: (line: string) => void, fromByte = 0) {
    this.#file = file;
    this.#onLine = onLine;
    this.#position = fromByte;
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
      const { size } = fstatSync(descriptor);
      if (size < this.#position) this.#beginAnew();
      const buffer = Buffer.alloc(size - this.#position);
      this.#position += readSync(descriptor, buffer, 0, buffer.length, this.#position);
      return buffer;
    } finally {
      closeSync(descriptor);
    }
  }

  #beginAnew(): void {
    this.#position = 0;
    this.#rest = '';
    this.#decoder = new StringDecoder('utf8');
  }
}
