import type { AnyTransaction } from '@holdfast/work';
import type { Decide, Doing } from '../intent/advance.ts';
import type { Intent, KnownBy, StoredCall } from '../intent/intent.ts';

/** An intent as it is written. */
export interface NewIntent {
  readonly effect: string;
  readonly key: string;
  readonly request: unknown;
  readonly call: StoredCall;
}

/** An intent in hand: what is to be done with it under which lease. */
export interface InHand {
  readonly intent: Intent;
  readonly token: string;
  readonly step: Doing;
}

/** Which intent: by its id, or as the outside knows it. */
export type Which = { readonly id: string } | { readonly effect: string; readonly key: string };

/** Something that was learned. */
export interface Told {
  /** JSON, valid; or `abandoned`. Never null. */
  readonly outcome: unknown;
  readonly by: KnownBy;
  /** Of which call it is told; of the intent's own where it does not say. */
  readonly idempotencyKey?: string | undefined;
  /** For how long whoever learned it has the time to conclude. */
  readonly leaseMs: number;
}

/** What became of something told. In the first case the teller is to conclude. */
export type Learning =
  | { readonly is: 'new'; readonly inHand: InHand }
  | { readonly is: 'known' | 'contradicts' | 'unknown-intent' };

/** What a person has decided, and nobody has settled. */
export interface OpenDecision {
  readonly id: string;
  readonly intent: { readonly id: string; readonly effect: string; readonly key: string };
  readonly outcome: unknown;
  readonly decidedBy: string;
}

/** What became of a decision. `gone`: somebody else has settled it. */
export type Settling =
  | { readonly is: 'new'; readonly inHand: InHand }
  | { readonly is: 'known' | 'acknowledged' | 'refused' | 'gone' };

/** How many there are. */
export interface Counts {
  /** Everything that is neither parked nor concluded. */
  readonly waiting: number;
  readonly parked: number;
  /** Outcomes that came after another was known, and that no person has looked at. */
  readonly contradictions: number;
  /** The outcome is known, and the use case that concludes fails. */
  readonly stuck: number;
}

/**
 * The intents of a service. Every implementation passes `effectStoreBehaviour`. All time is the database's.
 *
 * Two decisions are made in here and nowhere else: who may call the outside (a lease on the earliest intent of a key), and
 * what came of an intent (whoever tells it first; it never changes).
 */
export interface EffectStore {
  /**
   * Writes intents into an open transaction. The same effect and key with the same request is the same intent; with another
   * request it throws {@link RequestChanged}. Transactions that write intents of one key wait for each other.
   */
  write(trx: AnyTransaction, intents: readonly NewIntent[]): Promise<void>;
  /**
   * Takes due intents of these effects, parked or not: each the earliest of its key that is not concluded, and held by nobody. What `decide`
   * says is recorded in the same transaction; only what is to be worked on is returned.
   */
  take(taking: { readonly effects: readonly string[]; readonly limit: number }, decide: Decide): Promise<InHand[]>;
  /** Records the next step under the lease. `let-go` when that was to wait or to park; `lost` when the lease is not ours. */
  goOn(inHand: InHand, decide: Decide): Promise<InHand | 'let-go' | 'lost'>;
  /**
   * Keeps an outcome, by whoever tells it first. What another one tells later is kept as a contradiction, and so is whatever
   * is told of a call under another idempotency key: it may have happened twice.
   */
  learn(which: Which, told: Told): Promise<Learning>;
  /** Locks an intent until the transaction ends. Undefined if it is concluded, or nothing is known to be concluded. */
  lock(trx: AnyTransaction, id: string): Promise<Intent | undefined>;
  /** Marks a locked intent as concluded. */
  conclude(trx: AnyTransaction, id: string): Promise<void>;
  /** Decisions that nobody has settled, about these effects, the oldest first. */
  decisions(effects: readonly string[], limit: number): Promise<OpenDecision[]>;
  /** Settles a decision: its outcome is learned, or acknowledges what contradicted it, or it is refused. */
  accept(decision: OpenDecision, told: Told): Promise<Settling>;
  /** Settles a decision that cannot be followed. */
  refuse(decision: OpenDecision, refusal: string): Promise<void>;
  counts(): Promise<Counts>;
}

/** The same effect and key was intended with another request. */
export class RequestChanged extends Error {
  readonly code = 'request-changed';
  readonly effect: string;
  readonly key: string;

  constructor({ effect, key }: Pick<NewIntent, 'effect' | 'key'>) {
    super(
      `${effect} was intended for the key ${key} before, with another request. What may have happened is not changed: ` +
        'take another key for another effect.',
    );
    this.effect = effect;
    this.key = key;
  }
}

/** Why a decision is refused that says something else than what is known. */
export function refusalOf(known: { readonly outcome: unknown; readonly by: KnownBy }): string {
  return `The outcome is known already, by ${known.by}: ${JSON.stringify(known.outcome)}.`;
}
