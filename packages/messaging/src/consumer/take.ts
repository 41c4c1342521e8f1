import { consumerHandled } from '../points.ts';
import type { Arrival } from './arrival.ts';
import { Effect } from './effect.ts';
import { firstCopies } from './first-copies.ts';
import { keysIn, planOf, type Plan, type Stopped } from './plan.ts';
import type { HeldPlace, Reading } from './reading.ts';

/** Messages that are taken in one transaction. */
export interface Taking {
  /** In the sequence of their offsets; none where records are only passed over. */
  readonly arrivals: readonly Arrival[];
  /** Where the position is afterwards. */
  readonly to: bigint;
  /** Those of them that are to stop, by their offsets. */
  readonly fates: ReadonlyMap<bigint, Stopped>;
  /** Throws when it is better not to go on. */
  readonly check: () => void;
}

/**
 * Takes messages in one transaction: the fence, the inbox for all of them, what is parked of their keys, the handlers of
 * those that are new, and whatever is parked now. It begins from nothing whenever it is run again. Throws
 * {@link EffectFailed} for what came up once a handler was running, since one of these messages may be the cause; anything
 * else is no message's fault.
 */
export async function take(reading: Reading, place: HeldPlace, taking: Taking): Promise<void> {
  const blame = new Blame();
  await blame.around(
    () =>
      // #region one-transaction
      reading.engine.transactTogether(async (shared) => {
        blame.nobody();
        const effect = new Effect(reading, place, shared);
        await effect.hold(taking.to);
        if (taking.arrivals.length === 0) return;
        // All of them, also those that will only be parked: a later copy of any is a repeat.
        const known = await reading.store.record(effect.trx, reading.consumer, taking.arrivals);
        const plan = await planned(reading, place, effect, {
          ...taking,
          arrivals: firstCopies(taking.arrivals, known),
        });
        if (plan.handled.length > 0) blame.messages();
        await effect.handle(plan.handled, taking.check);
        await effect.putAside(plan);
        consumerHandled.reached(effect.factsOf(taking.arrivals[0]!));
      }),
    // #endregion
  );
}

/** Something failed while messages had their effect, and it may be the doing of one of them. */
export class EffectFailed extends Error {
  readonly code = 'effect-failed';

  constructor(cause: unknown) {
    super('A message could not have its effect.', { cause });
  }
}

/** Tells what failed with messages from what failed without. */
export class Blame {
  #ofMessages = false;

  /** A transaction begins, or begins again. */
  nobody(): void {
    this.#ofMessages = false;
  }

  /** From here on it may be a handler's doing, up to what the database says at COMMIT. */
  messages(): void {
    this.#ofMessages = true;
  }

  async around<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.#ofMessages ? new EffectFailed(error) : error;
    }
  }
}

/** What is parked is read inside the transaction, and held by its fence: nobody can park or take out behind our back. */
async function planned(
  { store, consumer }: Reading,
  place: HeldPlace,
  { trx }: Effect,
  { arrivals, fates }: Pick<Taking, 'arrivals' | 'fates'>,
): Promise<Plan> {
  const keys = keysIn(arrivals);
  const held = keys.length === 0 ? new Map<string, bigint>() : await store.heldKeys(trx, consumer, place, keys);
  return planOf(arrivals, held, fates);
}
