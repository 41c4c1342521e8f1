/** How long each part of a start takes, in milliseconds, in the order in which they end. The first begins with this process. */
export class StartPhases {
  readonly #tookMs: Record<string, number> = {};
  #since = 0;

  /** What was done since the last one ended. */
  ended(name: string): void {
    const now = Math.round(performance.now());
    this.#tookMs[name] = now - this.#since;
    this.#since = now;
  }

  get tookMs(): Readonly<Record<string, number>> {
    return this.#tookMs;
  }
}
