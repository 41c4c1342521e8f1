import {
  createIntents,
  Effects,
  Executor,
  postgresEffectStore,
  type EffectStore,
  type Learned,
  type Performance,
  type Telling,
} from '@holdfast/effects';
import type { AnyEffect, IntentWriter, WorkEngine } from '@holdfast/work';
import type { Logger } from 'pino';
import type { Pools } from '../database/pools.ts';

/** How effects are doing; part of what `/health/ready` answers. None of it makes a service unready. */
export interface EffectsHealth {
  /** Intents that are not concluded and wait for nobody but the executor. */
  readonly waiting: number;
  /** Intents that wait for a person: `./holdfast effects parked`. */
  readonly parked: number;
  /** Intents of which two different outcomes were told. */
  readonly contradictions: number;
  /** Intents whose outcome is known and whose concluding use case fails. */
  readonly stuck: number;
  /** Why the last look failed; the numbers are those before it. */
  readonly error?: string;
}

/**
 * The effects of one service: where intents are written, the executor that performs them, and what a webhook's
 * controller is given as `Effects`. Nest makes it before the performers are known, so these come later, by `perform`.
 */
export class ServiceEffects extends Effects {
  readonly intents: IntentWriter;
  readonly #options: { readonly service: string; readonly logger: Logger };
  readonly #store: EffectStore;
  #performed: ReadonlySet<string> = new Set();
  #executor: Executor | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: { service: string; pools: Pools<unknown>; logger: Logger }) {
    super();
    this.#options = options;
    this.#store = postgresEffectStore(options.pools.app);
    this.intents = createIntents({
      store: this.#store,
      isPerformed: (name) => this.#performed.has(name),
      wake: () => this.#executor?.wake(),
    });
  }

  /** Says who performs what. Nothing begins yet; a service that performs nothing has no executor at all. */
  // oxlint-disable-next-line typescript/no-explicit-any -- what a scope holds is the concluding use cases' business
  perform(performances: readonly Performance[], engine: WorkEngine<any>): void {
    if (performances.length === 0) return;
    const { service, logger } = this.#options;
    this.#performed = new Set(performances.map(({ effect }) => effect.name));
    this.#executor = new Executor({ service, store: this.#store, engine, performances, log: logger });
  }

  start(): void {
    this.#executor?.start();
  }

  /** Begins no further attempt. Resolves when those in hand are concluded or, after `withinMs`, given up; they are found out later. */
  async stop(withinMs: number): Promise<void> {
    await (this.#stopped ??= this.#executor?.stop(withinMs));
  }

  /** One turn by hand, for tests of a service that was put together and not begun. Resolves to how much was worked on. */
  async runOnce(): Promise<number> {
    return (await this.#executor?.runOnce()) ?? 0;
  }

  async learn<E extends AnyEffect>(effect: E, told: Telling<E>): Promise<Learned> {
    if (!this.#executor) throw new NothingPerformed(effect.name);
    return this.#executor.learn(effect, told);
  }

  /** Nothing for a service that performs nothing. */
  health(): EffectsHealth | undefined {
    return this.#executor?.health();
  }
}

/** A webhook told of an effect, and no class of the service performs any. */
class NothingPerformed extends Error {
  readonly code = 'nothing-performed';

  constructor(effect: string) {
    super(
      `Nothing can be learned of ${effect}: this service performs no effect. Add its @Performs class to \`providers\`.`,
    );
  }
}
