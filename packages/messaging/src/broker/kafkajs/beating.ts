/** Heartbeats beside a batch, however long it takes. */
export class Beating {
  readonly #timer: NodeJS.Timeout;
  /** The group deals anew, or does not know us any more: the batch is to end early. */
  hasFailed = false;

  constructor(heartbeat: () => Promise<void>, everyMs: number) {
    this.#timer = setInterval(() => {
      heartbeat().catch(() => {
        this.hasFailed = true;
      });
    }, everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
