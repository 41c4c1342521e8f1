import type { Time } from '@holdfast/messaging';
import type { Step } from './world.ts';

interface Timer {
  readonly ms: number;
  readonly run: () => void;
}

/** The time of one process: it stands still, and what was put off may come at any moment, as a step of its own. */
export class ActorTime implements Time {
  #timers: readonly Timer[] = [];
  readonly #nameOf: (ms: number) => string | undefined;

  /** Timers that `nameOf` does not name never go off. */
  constructor(nameOf: (ms: number) => string | undefined) {
    this.#nameOf = nameOf;
  }

  nowMs(): number {
    return 0;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { ms, run };
    this.#timers = [...this.#timers, timer];
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  steps(): Step[] {
    return this.#timers.flatMap((timer) => {
      const name = this.#nameOf(timer.ms);
      return name === undefined ? [] : [{ name, take: () => this.#goOff(timer) }];
    });
  }

  #goOff(timer: Timer): void {
    this.#timers = this.#timers.filter((other) => other !== timer);
    timer.run();
  }
}
