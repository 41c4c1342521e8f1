import type { AnyTransaction, AuditEntry } from '@holdfast/work';
import type { Place } from '../broker/broker.ts';

/** Where a consumer stands in a place, and who may move it on. */
export interface Position extends Place {
  /** Random for each assignment. */
  readonly token: string;
  /** Everything below has had its effect. */
  readonly nextOffset: bigint;
}

/** A claim on a place that the group has dealt to us. */
export interface Claim {
  readonly token: string;
  /** The cluster that the offsets belong to. */
  readonly clusterId: string;
  /** The first offset that is left in the place: where a consumer begins that has never been here. */
  readonly first: bigint;
}

/** A step from one offset to a higher one, by the holder of a token. */
export interface Step {
  readonly token: string;
  readonly from: bigint;
  readonly to: bigint;
}

/** What a consumer remembers, kept beside its effects. Every implementation passes `consumerStoreBehaviour`. */
export interface ConsumerStore {
  /**
   * Makes `claim.token` the only one that may move this place on, and answers with the offset to go on from. Nobody who
   * holds an earlier token can commit after this. Throws {@link ClusterChanged} and changes nothing if the position
   * belongs to another cluster.
   */
  claim(consumer: string, place: Place, claim: Claim): Promise<bigint>;
  /** All positions of a consumer, for owners who have had nothing to do for a while. */
  positions(consumer: string): Promise<readonly Position[]>;
  /**
   * Notes in the effect's own transaction that a message has its effect in it. `repeat` if that had already happened. A
   * copy that is being handled elsewhere at the same time is waited for.
   */
  record(trx: AnyTransaction, seen: Seen): Promise<'new' | 'repeat'>;
  /** Notes in the effect's own transaction who had it done and why, where a person has sent the message. */
  audit(trx: AnyTransaction, entry: AuditEntry): Promise<void>;
  /** Moves the position on in the effect's own transaction. After `fenced` that transaction must be rolled back. */
  advance(trx: AnyTransaction, consumer: string, place: Place, step: Step): Promise<'advanced' | 'fenced'>;
}

/** A message that a consumer has been given. */
export interface Seen {
  readonly consumer: string;
  readonly messageId: string;
  /** `YYYY-MM-DD`, from the message and never from its arrival; see `dayOf`. */
  readonly day: string;
}

/** The position row belongs to another Kafka cluster, where the same offset is another message. */
export class ClusterChanged extends Error {
  readonly code = 'cluster-changed';

  constructor({ consumer, place, was, is }: { consumer: string; place: Place; was: string; is: string }) {
    super(
      `${consumer} has read ${place.topic}/${place.partition} of the Kafka cluster ${was}, and this is the cluster ${is}. ` +
        `Its offsets mean nothing here. Connect the old cluster, or delete the rows of this consumer in ` +
        `holdfast.consumer_position, so that it begins with the first record; what it has handled before stays handled.`,
    );
  }
}
