/** Work of one place, one piece after the other in the sequence in which it was asked for. */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** Whether something is in hand, or waits. */
  get isBusy(): boolean {
    return this.#waiting > 0;
  }

  /** Runs `work` when everything before it has ended, however it has ended. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    try {
      return await work();
    } finally {
      this.#waiting -= 1;
      resolve();
    }
  }

  /** Resolves when nothing is in hand any more. */
  async idle(): Promise<void> {
    while (this.isBusy) await this.#last;
  }
}
