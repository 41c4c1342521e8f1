import { backoffMs, inCall, messageOfError, type WorkEngine } from '@holdfast/work';
import { EffectNotPerformed } from '../create-intents.ts';
import type { Decide, Plan } from '../intent/advance.ts';
import { callOf, type Intent } from '../intent/intent.ts';
import { nextStep, type Brought } from '../intent/next-step.ts';
import type { Log } from '../log.ts';
import type { Performance } from '../performance.ts';
import {
  effectAnswered,
  effectConcluded,
  effectConcluding,
  effectLeased,
  effectLearned,
  type EffectFacts,
} from '../points.ts';
import type { EffectStore, InHand, Learning, Told, Which } from '../store/effect-store.ts';
import { ask } from './ask.ts';
import { elapsing } from './elapsed.ts';
import { meaningOf, type Meaning } from './meaning-of.ts';
import type { ExecutorSettings } from './settings.ts';

/** What all intents of one executor share. */
export interface HandlingOptions {
  readonly service: string;
  readonly store: EffectStore;
  // oxlint-disable-next-line typescript/no-explicit-any -- what a scope holds is the use cases' business
  readonly engine: WorkEngine<any>;
  readonly performances: ReadonlyMap<string, Performance>;
  readonly log: Log;
  readonly settings: ExecutorSettings;
  /** Aborted when this process stops. */
  readonly stopping: AbortSignal;
}

type Asking = Exclude<InHand['step'], 'conclude'>;

/** What a call has brought: an outcome, or no knowledge. */
type Heard = { readonly outcome: unknown } | Nothing;
interface Nothing {
  readonly brought: Brought;
  readonly failure: string;
}

/** The work on one intent, from the lease to the conclusion. What is done is written down before; what is learned, at once. */
export class Handling {
  readonly #options: HandlingOptions;

  constructor(options: HandlingOptions) {
    this.#options = options;
  }

  /** What an intent is taken for. */
  readonly decide: Decide = (intent, now) => this.#plan(intent, now);

  /** Works on an intent until it is concluded or let go. `leaseAge` counts from before its lease was asked for. */
  async handle(inHand: InHand, leaseAge: () => number): Promise<void> {
    if (inHand.step === 'conclude') return this.#concludeOrWait(inHand);
    const heard = await this.#call(inHand, inHand.step, leaseAge);
    const nothing = 'outcome' in heard ? await this.#learnOrLose(inHand.intent, inHand.step, heard.outcome) : heard;
    if (nothing) await this.#goOn(inHand, nothing);
  }

  async #goOn(inHand: InHand, nothing: Nothing): Promise<void> {
    const { log, store } = this.#options;
    const age = elapsing();
    let plan: Plan | undefined;
    const next = await store.goOn(inHand, (intent, now) => (plan = this.#plan(intent, now, nothing)));
    if (typeof next === 'object') return this.handle(next, age);
    const isParked = next === 'let-go' && plan?.do === 'park' && inHand.intent.parkedAt === undefined;
    const what = isParked ? 'an effect is parked: see ./holdfast effects parked' : 'an effect is not decided';
    log.warn({ ...this.#about(inHand.intent), step: inHand.step, ...nothing, next }, what);
  }

  /** Keeps what was told. Concludes it where it is new, and throws if that fails; an executor tries that again. */
  async learn(which: Which, told: Omit<Told, 'leaseMs'>): Promise<Learning['is']> {
    const learning = await this.#keep(which, told);
    if (learning.is === 'new') await this.conclude(learning.inHand);
    return learning.is;
  }

  /** Runs the concluding use case and marks the intent, in one transaction. Does nothing if somebody else has. */
  async conclude(inHand: InHand): Promise<void> {
    try {
      const isOurs = await this.#concludeOnce(inHand.intent);
      if (isOurs) effectConcluded.reached(this.#factsOf(inHand.intent));
    } catch (error) {
      await this.#waitAfter(error, inHand);
      throw error;
    }
  }

  #concludeOnce(intent: Intent): Promise<boolean> {
    const { engine, store } = this.#options;
    return engine.transact(callOf(intent), async ({ trx, scope }) => {
      const locked = await store.lock(trx, intent.id);
      if (!locked) return false;
      const { key, request, known } = locked;
      await this.#performance(intent.effect).conclude({ key, request, outcome: known!.outcome }, scope);
      await store.conclude(trx, intent.id);
      effectConcluding.reached(this.#factsOf(intent));
      return true;
    });
  }

  async #concludeOrWait(inHand: InHand): Promise<void> {
    // What failed is in the intent and in the log; the loop has nothing to add.
    await this.conclude(inHand).catch(() => {});
  }

  /** The outcome stays known. Only the use case is tried again, and nothing is asked of the outside any more. */
  async #waitAfter(error: unknown, inHand: InHand): Promise<void> {
    const { log, settings, store } = this.#options;
    log.warn({ ...this.#about(inHand.intent), err: error }, 'an effect could not be concluded and is tried again');
    const failure = messageOfError(error);
    const wait: Decide = ({ failures }) => ({
      do: 'wait',
      forMs: backoffMs(failures + 1, settings.backoff),
      undecided: false,
      failure,
    });
    try {
      await store.goOn(inHand, wait);
    } catch (second) {
      log.warn({ err: second }, 'nor could that be noted: the lease runs out by itself');
    }
  }

  async #call({ intent }: InHand, step: Asking, leaseAge: () => number): Promise<Heard> {
    const { settings, stopping } = this.#options;
    const { effect } = this.#performance(intent.effect);
    effectLeased.reached({ ...this.#factsOf(intent), step });
    // A process that was frozen here has lost its lease, or is about to. It must not call any more.
    if (leaseAge() > settings.marginMs)
      return nothingBy(step, 'This process was held up, and its lease is nearly over.');
    const { timeoutMs } = effect.policy;
    const late = (value: unknown) => void this.#learnLate(intent, meaningOf(value, 'perform', effect));
    const answer = await ask((signal) => this.#ask(intent, step, signal), { timeoutMs, stopping, late });
    const meaning = 'lost' in answer ? answer : meaningOf(answer.value, step, effect);
    if ('outcome' in meaning) effectAnswered.reached({ ...this.#factsOf(intent), step });
    return heardFrom(meaning, step);
  }

  #ask(intent: Intent, step: Asking, signal: AbortSignal): Promise<unknown> {
    const { performer } = this.#performance(intent.effect);
    const attempt = { idempotencyKey: intent.id, signal, number: intent.attempts };
    const { request } = intent;
    return inCall(callOf(intent), async (): Promise<unknown> => {
      if (step === 'perform') return performer.perform(request, attempt);
      if (step === 'find-out') return performer.findOut(request, attempt);
      return performer.giveUp?.(request, attempt);
    });
  }

  /** Our lease may be over, but what the outside has said under this key is true all the same. */
  async #learnOurselves(intent: Intent, outcome: unknown): Promise<void> {
    const learning = await this.#keep({ id: intent.id }, { outcome, by: 'executor' });
    if (learning.is === 'new') await this.#concludeOrWait(learning.inHand);
  }

  /**
   * An outcome that cannot be kept is a lost answer, so that it is counted and in the end parked. Where the database is away
   * nothing can be counted either, and the lease runs out by itself; where it was kept after all, the lease is not ours.
   */
  async #learnOrLose(intent: Intent, step: Asking, outcome: unknown): Promise<Nothing | undefined> {
    try {
      await this.#learnOurselves(intent, outcome);
      return undefined;
    } catch (error) {
      return nothingBy(step, messageOfError(error));
    }
  }

  /** An answer that nobody waited for any more. Only an outcome is worth something then. */
  async #learnLate(intent: Intent, meaning: Meaning): Promise<void> {
    const { log, stopping } = this.#options;
    if (stopping.aborted || !('outcome' in meaning)) return;
    await this.#learnOurselves(intent, meaning.outcome).catch((error: unknown) =>
      log.warn({ ...this.#about(intent), err: error }, 'an answer that came late could not be kept'),
    );
  }

  async #keep(which: Which, told: Omit<Told, 'leaseMs'>): Promise<Learning> {
    const { log, settings, store } = this.#options;
    const learning = await store.learn(which, { ...told, leaseMs: settings.marginMs });
    if (learning.is === 'new') effectLearned.reached(this.#factsOf(learning.inHand.intent));
    if (learning.is === 'contradicts') log.warn({ ...which, ...told }, 'an effect was told to have another outcome');
    return learning;
  }

  #plan(intent: Intent, now: Date, after?: Nothing): Plan {
    const { backoff, marginMs, parkedMs, undecided } = this.#options.settings;
    const { effect, performer } = this.#performance(intent.effect);
    const leaseMs = effect.policy.timeoutMs + marginMs;
    const given = {
      now,
      policy: effect.policy,
      canGiveUp: performer.giveUp !== undefined,
      leaseMs,
      undecidedMost: undecided,
    };
    const step = nextStep(intent, { ...given, ...(after && { brought: after.brought }) });
    const failure = after?.failure ?? '';
    if (step.do === 'wait') return { ...step, failure, forMs: backoffMs(intent.failures + 1, backoff) };
    if (step.do === 'park') return { do: 'park', failure, againInMs: step.again ? upTo(parkedMs) : undefined };
    // Who only concludes calls nobody, and holds the row itself while the use case runs.
    return { do: step.do, leaseMs: step.do === 'conclude' || step.do === 'abandon' ? marginMs : leaseMs };
  }

  #performance(effect: string): Performance {
    const performance = this.#options.performances.get(effect);
    if (!performance) throw new EffectNotPerformed(effect);
    return performance;
  }

  #factsOf(intent: Intent): EffectFacts {
    return { service: this.#options.service, ...this.#about(intent) };
  }

  /** For the log, whose lines carry the service already. */
  #about({ id, effect, key, attempts }: Intent): Omit<EffectFacts, 'service'> {
    return { effect, key, id, attempt: attempts };
  }
}

function heardFrom(meaning: Meaning | { readonly lost: string }, step: Asking): Heard {
  if ('outcome' in meaning) return meaning;
  if ('unknown' in meaning) return { brought: unknownBy(step), failure: 'The outside does not know what came of it.' };
  return nothingBy(step, 'lost' in meaning ? meaning.lost : meaning.misfit);
}

/** Who could not give up has not found out that it may be done again. */
function unknownBy(step: Asking): Brought {
  return step === 'find-out' ? 'unknown' : 'question-lost';
}

function nothingBy(step: Asking, failure: string): Nothing {
  return { brought: step === 'perform' ? 'attempt-lost' : 'question-lost', failure };
}

/** Any time up to this, so that all who were parked together do not come back together. */
function upTo(ms: number): number {
  return backoffMs(1, { firstMs: ms, longestMs: ms });
}
