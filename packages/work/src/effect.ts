import type { z } from 'zod';

/**
 * Something that happens outside, where no transaction reaches: a charge, a mail. `request` is what is asked, `outcome` what
 * may come of it. Both are stored as JSON, so they hold what JSON can hold.
 */
export interface Effect<N extends string = string, Q extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  /** `<service>.<what it does>`, for ever: it is half of the intent's key in the database. */
  readonly name: N;
  /** The outside system that does it; one of the service's `outside`. */
  readonly dependency: string;
  readonly request: Q;
  readonly outcome: O;
  readonly policy: EffectPolicy;
}

/** How long and how often it is tried. Times are in milliseconds. */
export interface EffectPolicy {
  /** One attempt, from the call to its answer. */
  readonly timeoutMs: number;
  /** Attempts to perform it. */
  readonly attempts: number;
  /** From the intent until it is given up; it is longer than one timeout. */
  readonly withinMs: number;
  /** How long the outside remembers an idempotency key. Afterwards nothing is performed again, since it would happen anew. */
  readonly keyRememberedMs: number;
}

/** Any effect, where its shapes do not matter. */
export type AnyEffect = Effect;
/** What is asked of an effect. */
export type RequestOf<E> = E extends { request: infer Q extends z.ZodType } ? z.infer<Q> : never;
/** What may come of an effect. */
export type OutcomeOf<E> = E extends { outcome: infer O extends z.ZodType } ? z.infer<O> : never;

/** What the use case is given that concludes an effect: what was asked, and what came of it. */
export interface Conclusion<E extends AnyEffect> {
  readonly key: string;
  readonly request: RequestOf<E>;
  /** `abandoned`: it has not happened and will not; either no attempt began, or the outside has confirmed it. */
  readonly outcome: OutcomeOf<E> | 'abandoned';
}

/** 5 s each, 5 times, within a minute; the outside remembers for a day. */
const ordinary: EffectPolicy = {
  timeoutMs: 5_000,
  attempts: 5,
  withinMs: 60_000,
  keyRememberedMs: 24 * 60 * 60 * 1_000,
};

/**
 * Defines an effect. Throws when it could not be kept: a name that cannot be a key, or a policy in which no attempt fits.
 *
 * ```ts
 * export const WaterPlant = defineEffect({
 *   name: 'garden.water-plant',
 *   dependency: 'sprinkler',
 *   request: z.object({ plant: z.string() }),
 *   outcome: z.discriminatedUnion('result', [z.object({ result: z.literal('watered') })]),
 * });
 * ```
 */
export function defineEffect<const N extends `${string}.${string}`, Q extends z.ZodType, O extends z.ZodType>(effect: {
  name: N;
  dependency: string;
  request: Q;
  outcome: O;
  policy?: Partial<EffectPolicy>;
}): Effect<N, Q, O> {
  const policy = { ...ordinary, ...effect.policy };
  if (!effectName.test(effect.name)) {
    throw new Error(`'${effect.name}' cannot name an effect. Write <service>.<what-it-does> in kebab-case.`);
  }
  if (!(policy.attempts >= 1 && policy.timeoutMs > 0 && policy.withinMs >= policy.timeoutMs)) {
    throw new Error(`The policy of ${effect.name} leaves no room for one attempt: ${JSON.stringify(policy)}.`);
  }
  return { ...effect, policy };
}

const effectName = /^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/;
