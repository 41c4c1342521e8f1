import type { AnyTransaction, AuditEntry } from '@holdfast/work';
import type { OutgoingRecord, Place } from '../broker/broker.ts';
import { retiring } from '../start/decisions.ts';

/** Where a consumer stands in a place, and who may move it on. */
export interface Position extends Place {
  /** Random for each assignment. */
  readonly token: string;
  /** Everything below has had its effect, or is parked. */
  readonly nextOffset: bigint;
}

/** A claim on a place that the group has dealt to us. */
export interface Claim {
  readonly token: string;
  /** The cluster that the offsets belong to. */
  readonly clusterId: string;
  /** The topic that they belong to, where the broker tells: made anew, it has the same name and another id. */
  readonly topicId?: string;
  /** The first offset that is left in the place: where a consumer begins that has never been here. */
  readonly first: bigint;
}

/** A step from one offset to a higher one, by the holder of a token. */
export interface Step {
  readonly token: string;
  readonly from: bigint;
  /** The same as `from` where nothing is passed and only the place is held, as for a parked message. */
  readonly to: bigint;
}

/**
 * What a consumer remembers, kept beside its effects. Every implementation passes `consumerStoreBehaviour`. In the effect's
 * transaction the calls come in this sequence: `advance`, `record`, `heldKeys`, the handlers, `park`.
 */
export interface ConsumerStore {
  /**
   * Makes `claim.token` the only one that may move this place on, and answers with the offset to go on from. Nobody who
   * holds an earlier token can commit after this. Throws {@link ClusterChanged} or {@link TopicReplaced} and changes
   * nothing if the position belongs to another cluster or topic.
   */
  claim(consumer: string, place: Place, claim: Claim): Promise<bigint>;
  /** All positions of a consumer, for owners who have had nothing to do for a while. */
  positions(consumer: string): Promise<readonly Position[]>;
  /**
   * Moves the position on in the effect's own transaction, as its first statement: whoever claims the place meanwhile
   * waits for the end of it. After `fenced` that transaction must be rolled back.
   */
  advance(trx: AnyTransaction, consumer: string, place: Place, step: Step): Promise<'advanced' | 'fenced'>;
  /**
   * Notes in the effect's own transaction that these messages have their effect in it, or are parked in it. Answers with
   * the ids that were not known; of several copies in one call the first one is meant. A copy that is being handled
   * elsewhere at the same time is waited for.
   */
  record(trx: AnyTransaction, consumer: string, seen: readonly Seen[]): Promise<ReadonlySet<string>>;
  /** Notes in the effect's own transaction who had it done and why, where a person has sent the message. */
  audit(trx: AnyTransaction, entry: AuditEntry): Promise<void>;
  /** Which of these keys are parked in the place, exactly those that have rows; with the last offset that each has parked. */
  heldKeys(trx: AnyTransaction, consumer: string, place: Place, keys: readonly string[]): Promise<HeldKeys>;
  /** Puts messages behind whatever is parked of their keys, in the sequence of their offsets. */
  park(trx: AnyTransaction, consumer: string, place: Place, messages: readonly Parking[]): Promise<void>;
  /** How much is parked in these places; without a transaction, for reports. */
  parked(consumer: string, places: readonly Place[]): Promise<ParkedCounts>;
  /** The parked keys whose first message is due, in these places; without a transaction, and only a hint. */
  due(consumer: string, places: readonly Place[], limit: number): Promise<readonly DueKey[]>;
  /**
   * Takes the parked message of a key with the smallest offset out, in the transaction in which it has its effect; waits
   * for whoever has it in hand. Undefined when the key has none, or its first one is not due any more. The place must be
   * held by `advance` before.
   */
  takeFirst(trx: AnyTransaction, consumer: string, place: Place, key: string): Promise<ParkedMessage | undefined>;
  /** Notes that the first message of a key has failed again, in a transaction of its own, in which the place is held. */
  putOff(trx: AnyTransaction, consumer: string, place: Place, message: Failed): Promise<void>;
  /**
   * Declares the first message of a key dead, in a transaction in which the place is held. Its row stays and holds the
   * key; `copy` is written into the outbox for the topic of dead letters.
   */
  bury(trx: AnyTransaction, consumer: string, place: Place, message: Failed, copy: OutgoingRecord): Promise<void>;
  /** Writes copies of records that nobody can read into the outbox, for the topic of dead letters. */
  sendCopies(trx: AnyTransaction, copies: readonly OutgoingRecord[]): Promise<void>;
  /** The replays that an operator has asked for and that are not over, in these places. */
  replays(consumer: string, places: readonly Place[]): Promise<readonly Replay[]>;
  /** Notes how far a replay is, in the transaction that replayed so far. `over` when an operator has ended it meanwhile. */
  replayed(trx: AnyTransaction, replay: Replay, progress: ReplayProgress): Promise<'noted' | 'over'>;
}

/** A message that a consumer has been given. */
export interface Seen {
  readonly messageId: string;
  /** `YYYY-MM-DD`, from the message and never from its arrival; see `dayOf`. */
  readonly day: string;
}

/** Keys that are parked in a place, each with the offset of its last message. */
export type HeldKeys = ReadonlyMap<string, bigint>;

/** A record with what a parked row keeps of it: all that is needed to handle it later as if it had just arrived. */
export interface KeptRecord {
  readonly offset: bigint;
  readonly key: string;
  readonly messageId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Uint8Array;
  /** When the broker has stored it. */
  readonly timestamp: Date;
}

/** A message to be parked. */
export interface Parking extends KeptRecord, Seen {
  /** Why; absent for one that only waits behind another. */
  readonly failure?: Failure;
  /** In how many milliseconds to try it again by itself; absent for never, and for one that waits behind another. */
  readonly retryInMs?: number;
}

/** What went wrong with a message. */
export interface Failure {
  /** The class of the error, as its name says. */
  readonly errorName: string;
  /** Its message, cut short, without what a database error may quote. */
  readonly error: string;
  readonly attempts: number;
}

/** A parked message that was tried again and failed. */
export interface Failed {
  readonly offset: bigint;
  readonly key: string;
  readonly failure: Failure;
  /** Absent for never by itself. */
  readonly retryInMs?: number;
}

/** The first parked message of a key. */
export interface ParkedMessage extends KeptRecord {
  readonly attempts: number;
  /** Since when it has failed, by the database's clock, and what time it is there now. */
  readonly firstFailedAt: Date | undefined;
  readonly now: Date;
  /** An operator has decided that it has no effect: only its row goes. */
  readonly isDropped: boolean;
}

/** What waits in some places of one consumer. */
export interface ParkedCounts {
  readonly keys: number;
  /** The dead ones among them. */
  readonly messages: number;
  readonly dead: number;
}

/** A key that has something to be tried again. */
export interface DueKey extends Place {
  readonly key: string;
}

/** A range of one place that an operator wants to be handled again by one consumer. */
export interface Replay extends Place {
  readonly id: string;
  readonly consumer: string;
  /** The offset to go on from; everything before it is done. */
  readonly next: bigint;
  /** Where it ends; not part of it. */
  readonly to: bigint;
  /** Messages that had their effect have it again. */
  readonly again: boolean;
  readonly perSecond: number;
  readonly actor: string;
  readonly because: string;
}

/** What a step of a replay has done. */
export interface ReplayProgress {
  readonly next: bigint;
  /** How many messages had an effect, how many had had it before, and how many have none because their key is held: they are left out, or parked. */
  readonly applied: number;
  readonly repeats: number;
  readonly held: number;
}

/** The position row belongs to another Kafka cluster, where the same offset is another message. */
export class ClusterChanged extends Error {
  readonly code = 'cluster-changed';

  constructor({ consumer, place, was, is }: Belonging) {
    super(
      `${consumer} has read ${place.topic}/${place.partition} of the Kafka cluster ${was}, and this is the cluster ${is}. ` +
        `Its offsets mean nothing here. Connect the old cluster; or, when nothing of it is parked any more, let it begin with ` +
        `the first record, and what it has handled before stays handled: ${retiring(consumer)}`,
    );
  }
}

/** The position row belongs to an earlier topic of this name. */
export class TopicReplaced extends Error {
  readonly code = 'topic-replaced';

  constructor({ consumer, place, was, is }: Belonging) {
    super(
      `${consumer} has read ${place.topic}/${place.partition} of the topic with the id ${was}, and this one has the id ${is}: ` +
        `it was deleted and made anew, so its offsets are other messages. When nothing of it is parked any more, let it begin ` +
        `with the first record, and what it has handled before stays handled: ${retiring(consumer)}`,
    );
  }
}

interface Belonging {
  readonly consumer: string;
  readonly place: Place;
  readonly was: string;
  readonly is: string;
}
