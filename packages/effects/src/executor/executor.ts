import { performance } from 'node:perf_hooks';
import { backoffMs, messageOfError, Rest, type AnyEffect, type WorkEngine } from '@holdfast/work';
import { Effects, type Learned, type Telling } from '../effects.ts';
import { isStorable } from '../intent/storable.ts';
import { silentLog, type Log } from '../log.ts';
import type { Performance } from '../performance.ts';
import type { Counts, EffectStore, OpenDecision } from '../store/effect-store.ts';
import { elapsing } from './elapsed.ts';
import { Handling } from './handling.ts';
import { outcomeIn } from './meaning-of.ts';
import { ordinarySettings, type ExecutorSettings } from './settings.ts';

/** What an executor is made of. */
export interface ExecutorOptions {
  readonly service: string;
  readonly store: EffectStore;
  // oxlint-disable-next-line typescript/no-explicit-any -- what a scope holds is the use cases' business
  readonly engine: WorkEngine<any>;
  readonly performances: readonly Performance[];
  readonly log?: Log;
  readonly settings?: Partial<ExecutorSettings>;
}

/** How the effects of this service are doing, as of the last look. */
export interface ExecutorHealth extends Counts {
  /** Why the last look failed; absent when it did not. */
  readonly error?: string;
}

/**
 * Performs what is intended, outside any transaction, several intents at once and those of one key in their sequence. Any
 * number of executors may work on one database: a lease says who calls the outside, and the intent's row what came of it.
 */
export class Executor extends Effects {
  readonly #store: EffectStore;
  readonly #log: Log;
  readonly #settings: ExecutorSettings;
  readonly #performances: ReadonlyMap<string, Performance>;
  readonly #handling: Handling;
  readonly #stopping = new AbortController();
  readonly #inHand = new Set<Promise<void>>();

  #counts: Counts = { waiting: 0, parked: 0, contradictions: 0, stuck: 0 };
  #countedAt = -Infinity;
  #error: string | undefined;
  #loop: Promise<void> | undefined;
  readonly #rest = new Rest();

  constructor({ service, store, engine, performances, log = silentLog, settings = {} }: ExecutorOptions) {
    super();
    this.#store = store;
    this.#log = log;
    this.#settings = { ...ordinarySettings, ...settings };
    this.#performances = byName(performances);
    const shared = { service, store, engine, log, performances: this.#performances, settings: this.#settings };
    this.#handling = new Handling({ ...shared, stopping: this.#stopping.signal });
  }

  /** Works in the background until `stop`. Failures are waited out, and shown in `health`. */
  start(): void {
    this.#loop ??= this.#run();
  }

  /** Something was intended or concluded: look now. Cheap, and may be called at any time. */
  wake(): void {
    this.#rest.wake();
  }

  health(): ExecutorHealth {
    return { ...this.#counts, ...(this.#error !== undefined && { error: this.#error }) };
  }

  /** One turn: settles decisions, takes what is due and works on it until the end. Says on how many; rejects if it could not look. */
  async runOnce(): Promise<number> {
    const begun = await this.#turn();
    await Promise.all(begun);
    await this.#count();
    return begun.length;
  }

  async learn<E extends AnyEffect>(effect: E, { key, idempotencyKey, outcome }: Telling<E>): Promise<Learned> {
    const read = outcomeIn(outcome, effect);
    if ('misfit' in read) throw new NoOutcome(read.misfit);
    if (!isStorable([key, idempotencyKey])) throw new NoOutcome('The key holds text that cannot be stored.');
    const told = { outcome: read.outcome, by: 'told', idempotencyKey } as const;
    const learned = await this.#handling.learn({ effect: effect.name, key }, told);
    this.wake();
    return learned === 'new' ? 'concluded' : learned;
  }

  /**
   * Takes nothing more, and gives what is in hand this long to end. Then the calls are aborted, and their intents are free
   * for others, who find out what came of them.
   */
  async stop(withinMs: number): Promise<void> {
    this.#rest.stop();
    await this.#loop;
    const isDone = await isOver(this.#allInHand(), withinMs);
    this.#stopping.abort(new Error('This process stops.'));
    if (!isDone && !(await isOver(this.#allInHand(), lastWordsMs))) {
      this.#log.warn({ intents: this.#inHand.size }, 'effects were left in hand: their leases run out by themselves');
    }
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#rest.isStopped;) {
      this.#rest.turnBegins();
      try {
        const begun = await this.#turn();
        if (performance.now() - this.#countedAt >= countEveryMs) await this.#count();
        failures = 0;
        this.#error = undefined;
        if (begun.length === 0) await this.#rest.untilWoken(this.#settings.pollMs);
      } catch (error) {
        failures += 1;
        this.#error = messageOfError(error);
        this.#log.warn({ err: error, failures }, 'the executor could not look for effects and tries again');
        await this.#rest.whole(backoffMs(failures, { firstMs: 100, longestMs: 2_000 }));
      }
    }
  }

  /** Begins as much as there is room for. */
  async #turn(): Promise<Promise<void>[]> {
    const effects = [...this.#performances.keys()];
    if (effects.length === 0) return [];
    const room = this.#settings.parallel - this.#inHand.size;
    if (room <= 0) return [];
    const decisions = await this.#store.decisions(effects, room);
    const decided = decisions.map((decision) => this.#begin(() => this.#settle(decision)));
    const leaseAge = elapsing();
    const taken = await this.#store.take({ effects, limit: room }, this.#handling.decide);
    return [...decided, ...taken.map((inHand) => this.#begin(() => this.#handling.handle(inHand, leaseAge)))];
  }

  async #settle(decision: OpenDecision): Promise<void> {
    const { intent, outcome, decidedBy } = decision;
    const { effect } = this.#performances.get(intent.effect)!;
    const read = outcome === 'abandoned' ? { outcome } : outcomeIn(outcome, effect);
    if ('misfit' in read) return this.#store.refuse(decision, read.misfit);
    const told = { outcome: read.outcome, by: 'person', leaseMs: this.#settings.marginMs } as const;
    const settling = await this.#store.accept(decision, told);
    this.#log.info({ ...intent, outcome, decidedBy, settling: settling.is }, 'a person has decided about an effect');
    if (settling.is === 'new') await this.#handling.conclude(settling.inHand);
  }

  #begin(work: () => Promise<void>): Promise<void> {
    const begun = work()
      .catch((error: unknown) => this.#log.warn({ err: error }, 'an effect is left to its lease'))
      .finally(() => {
        this.#inHand.delete(begun);
        // The next of its key may be due.
        this.wake();
      });
    this.#inHand.add(begun);
    return begun;
  }

  async #count(): Promise<void> {
    if (this.#performances.size === 0) return;
    this.#counts = await this.#store.counts();
    this.#countedAt = performance.now();
  }

  async #allInHand(): Promise<void> {
    await Promise.all(this.#inHand);
  }
}

/** Two providers perform one effect, and nobody could say which of them has. */
export class PerformedTwice extends Error {
  readonly code = 'performed-twice';
  readonly effect: string;

  constructor(effect: string) {
    super(`Two providers perform ${effect}. Take @Performs from one of them.`);
    this.effect = effect;
  }
}

/** Something was told that is no outcome of its effect. Nothing was changed. */
export class NoOutcome extends Error {
  readonly code = 'no-outcome';
}

const countEveryMs = 1_000;
const lastWordsMs = 1_000;

function byName(performances: readonly Performance[]): ReadonlyMap<string, Performance> {
  const byEffect = new Map<string, Performance>();
  for (const one of performances) {
    const { name } = one.effect;
    if (byEffect.has(name)) throw new PerformedTwice(name);
    byEffect.set(name, one);
  }
  return byEffect;
}

async function isOver(work: Promise<void>, withinMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeOver = new Promise<false>((resolve) => (timer = setTimeout(resolve, withinMs, false)));
  try {
    return await Promise.race([work.then(() => true), timeOver]);
  } finally {
    clearTimeout(timer);
  }
}
