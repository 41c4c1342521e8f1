import { sep } from 'node:path';

/** Gathers files that are saved shortly after each other, and tells them together when it has been quiet for a moment. */
export class SaveBatch {
  readonly #files = new Set<string>();
  readonly #tell: (files: readonly string[]) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(tell: (files: readonly string[]) => void) {
    this.#tell = tell;
  }

  add(file: string): void {
    this.#files.add(file.split(sep).join('/'));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const files = [...this.#files];
      this.#files.clear();
      this.#tell(files);
    }, quietMs);
  }

  /** Nothing is told any more. */
  drop(): void {
    clearTimeout(this.#timer);
  }
}

/** Two files of one "save all" come a few milliseconds apart. */
const quietMs = 60;
