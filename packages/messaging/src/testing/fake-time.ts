import type { Time } from '../time.ts';

/** Time that passes when a test says so. */
export class FakeTime implements Time {
  #now = 0;
  #timers: { at: number; run: () => void }[] = [];

  /** How many timers are set. */
  get pending(): number {
    return this.#timers.length;
  }

  nowMs(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  /** Lets so much time pass; whatever was to happen meanwhile happens, in its sequence. */
  pass(ms: number): void {
    const until = this.#now + ms;
    for (let next = this.#dueBy(until); next; next = this.#dueBy(until)) {
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#now = next.at;
      next.run();
    }
    this.#now = until;
  }

  #dueBy(until: number) {
    return this.#timers.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0];
  }
}
