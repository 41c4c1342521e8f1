import { newTraceparent } from '@holdfast/telemetry';
import { databaseTrouble, inCall, newMessageId, Rest } from '@holdfast/work';
import type { Logger } from 'pino';
import type { Recurring } from './every.ts';

/** What a timer is made of. */
export interface TimerOptions {
  readonly service: string;
  readonly logger: Logger;
  /** From 0 to below 1; `Math.random` when left out. */
  readonly chance?: () => number;
}

/** Runs one `@Every` method until it is stopped. */
export class Timer {
  readonly name: string;
  readonly #recurring: Recurring;
  readonly #options: TimerOptions;
  readonly #rest = new Rest();
  #isInTurn = false;
  #running: Promise<void> | undefined;

  constructor(recurring: Recurring, options: TimerOptions) {
    this.name = recurring.name;
    this.#recurring = recurring;
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Begins no further turn. Resolves when the one in hand has ended. */
  async stop(): Promise<void> {
    this.#rest.stop();
    await this.#running;
  }

  /** Whether a turn is in hand. */
  get isInTurn(): boolean {
    return this.#isInTurn;
  }

  async #run(): Promise<void> {
    const chance = this.#options.chance ?? Math.random;
    // Processes that were started together begin anywhere in the first interval.
    await this.#rest.whole(chance() * this.#recurring.ms);
    while (!this.#rest.isStopped) {
      await this.#turn();
      await this.#rest.whole((0.9 + chance() * 0.2) * this.#recurring.ms);
    }
  }

  async #turn(): Promise<void> {
    const call = {
      actor: { id: `service:${this.#options.service}`, roles: ['service'] },
      correlationId: newMessageId(),
      traceparent: newTraceparent(),
    };
    this.#isInTurn = true;
    await inCall(call, async () => this.#recurring.run()).catch((err: unknown) =>
      inCall(call, () => this.#failed(err)),
    );
    this.#isInTurn = false;
  }

  #failed(err: unknown): void {
    const level = databaseTrouble(err) === undefined ? 'error' : 'warn';
    this.#options.logger[level]({ err, timer: this.name }, 'a turn of a timer failed; the next one comes all the same');
  }
}
