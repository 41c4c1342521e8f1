import type { Recurring } from './every.ts';
import { Timer, type TimerOptions } from './timer.ts';

/** The timers of one service. Idle until `start`. */
export class Timers {
  readonly #options: TimerOptions;
  #all: readonly Timer[] = [];

  constructor(options: TimerOptions) {
    this.#options = options;
  }

  start(recurring: readonly Recurring[]): void {
    this.#all = recurring.map((one) => new Timer(one, this.#options));
    for (const timer of this.#all) timer.start();
  }

  /** Begins no further turn. Resolves when those in hand have ended; asking again is fine. */
  async stop(): Promise<void> {
    await Promise.all(this.#all.map((timer) => timer.stop()));
  }

  /** The timers that have a turn in hand. */
  inTurn(): string[] {
    return this.#all.filter((timer) => timer.isInTurn).map(({ name }) => name);
  }
}
