import { within } from './within.ts';

/** A connection that is used until something fails on it, and is then replaced by a new one. */
export class Replaceable<T> {
  readonly #open: () => Promise<T>;
  readonly #close: (connection: T) => Promise<void>;
  #current: Promise<T> | undefined;

  constructor(open: () => Promise<T>, close: (connection: T) => Promise<void>) {
    this.#open = open;
    this.#close = close;
  }

  async use<R>(ms: number, what: string, work: (connection: T) => Promise<R>): Promise<R> {
    const current = (this.#current ??= this.#open());
    try {
      return await within(ms, what, current.then(work));
    } catch (error) {
      if (this.#current === current) void this.throwAway();
      throw error;
    }
  }

  /** Resolves when it is closed. Whoever gave up waiting for an answer need not wait for this either. */
  async throwAway(): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    await current?.then(this.#close).catch(() => {});
  }
}
