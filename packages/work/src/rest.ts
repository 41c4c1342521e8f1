/**
 * The rests of a loop that looks for work: it rests after a turn that found none, is woken when there may be some, and
 * ends when it is stopped. One loop uses it, and rests once at a time.
 */
export class Rest {
  #isStopped = false;
  #isWoken = false;
  #isDeaf = false;
  #end: () => void = () => {};

  /** The loop ends after the turn in hand. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** A turn begins. Whoever wakes the loop from here on has something that the turn may not have seen. */
  turnBegins(): void {
    this.#isWoken = false;
  }

  /** There may be something to do. Cheap, and may be called at any time. */
  wake(): void {
    this.#isWoken = true;
    if (!this.#isDeaf) this.#end();
  }

  /** Ends the rest in hand, and there is none after it. */
  stop(): void {
    this.#isStopped = true;
    this.#end();
  }

  /** Rests so long, or until somebody wakes the loop; not at all if somebody has since its turn began. */
  async untilWoken(ms: number): Promise<void> {
    if (!this.#isWoken) await this.#rest(ms, { deaf: false });
  }

  /** Rests so long, whoever wakes the loop: what is in trouble is not to be asked without a pause. */
  async whole(ms: number): Promise<void> {
    await this.#rest(ms, { deaf: true });
  }

  async #rest(ms: number, { deaf }: { deaf: boolean }): Promise<void> {
    if (this.#isStopped) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#isDeaf = deaf;
    this.#end = resolve;
    await promise;
    clearTimeout(timer);
  }
}
