/** A record on its way out. The topic has no namespace; the adapter knows it. */
export interface OutgoingRecord {
  readonly topic: string;
  /** Records of one key go to one partition. */
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Uint8Array;
}

/** One partition of a topic. */
export interface Place {
  readonly topic: string;
  readonly partition: number;
}

/** A record as the broker stored it. */
export interface IncomingRecord {
  readonly offset: bigint;
  /** Empty where there is none. Bytes that are no UTF-8 are replaced, as in headers. */
  readonly key: string;
  /** When the broker has stored it. */
  readonly timestamp: Date;
  readonly headers: Readonly<Record<string, string>>;
  /** Null for a tombstone. */
  readonly value: Uint8Array | null;
}

/** Records of one place, one after the other. */
export interface Batch extends Place {
  /** No record exists from here up to the first one, however far above it is: offsets have gaps. */
  readonly from: bigint;
  readonly records: readonly IncomingRecord[];
  /** Where the next batch begins when this one is handled. */
  readonly to: bigint;
  /** Whether the place was given to somebody else, or reading is to end. Whoever works through a batch asks again and again. */
  isStale(): boolean;
  /** Tells the broker how far we are, for lag tools. Never rejects, and nothing depends on it. */
  acknowledge(next: bigint): Promise<void>;
}

/** Whoever reads as a member of a group. None of this may throw. */
export interface Reader {
  /**
   * These places are ours now, and no others. They are silent until `readFrom` is called for them. Comes again, also
   * with the same places, whenever the group has dealt anew; empty when membership was lost.
   */
  assigned(places: readonly Place[]): void;
  /** `handled` when nothing of it is left to do; otherwise the reader has called, or will call, `readFrom`. */
  batch(batch: Batch): Promise<'handled' | 'unfinished'>;
  /** The broker has just answered a heartbeat. */
  heard(): void;
  /** The broker answers and this membership has heard nothing for too long: nothing in this process mends that. */
  dead(reason: string): void;
}

/** What a member of a group can ask for. */
export interface Membership {
  /** Whether the broker has dealt places to this member, even if none. */
  readonly isMember: boolean;
  /** Why it is no member, if something went wrong. */
  readonly trouble: string | undefined;
  /** Batches of this place come from `offset` on. To be asked only for places of the last deal. */
  readFrom(place: Place, offset: bigint): void;
  /** No batch of this place comes before the next `readFrom`. Heartbeats and other places go on. */
  hold(place: Place): void;
  /** Ends the batches in hand at their next look at `isStale`, then leaves the group. Takes at most some seconds. */
  leave(): Promise<void>;
}

/**
 * Carries records. Every implementation passes `brokerBehaviour`.
 *
 * It may repeat records, and a repeat may arrive late. It keeps those of one key in the sequence of their first copies,
 * if they are sent one `send` after the other.
 */
export interface Broker {
  /**
   * Resolves once every record is stored on as many replicas as the topic demands, and rejects otherwise, at the latest
   * after `timeoutMs`. After a rejection some may be stored, or be stored later: send all of them again. A rejection with
   * {@link RecordRefused} says that sending all of them again is in vain.
   */
  send(records: readonly OutgoingRecord[], limit: { readonly timeoutMs: number }): Promise<void>;
  /**
   * Joins a group that shares these topics. Returns at once and joins, and joins again, by itself, for as long as it
   * takes. Batches of one place come one at a time; those of different places may overlap. A batch begins where the last
   * handled one ended, or where `readFrom` said; where the broker cannot do that, `from` tells.
   */
  join(group: { readonly name: string; readonly topics: readonly string[] }, reader: Reader): Membership;
  /** What a topic is like now. Throws {@link TopicMissing} when there is none of this name. */
  topic(name: string): Promise<TopicFacts>;
  /**
   * Reads records of one place from `from` on, as no member of any group that works, up to `to` (not part of it), at most
   * some hundred at a time: `next` is where to go on, and has reached `to` when nothing is left.
   */
  read(place: Place, range: { readonly from: bigint; readonly to: bigint }): Promise<Excerpt>;
  /** The first offset that a place still has, and the one that its next record will get. */
  range(place: Place): Promise<{ readonly first: bigint; readonly next: bigint }>;
  /**
   * Removes a group whose members have all left, and all that the broker remembers of it; `unknown` if there is none, so a
   * repeat is fine. Rejects while it has members. For groups that were joined to look and not to work.
   */
  forget(group: string): Promise<'forgotten' | 'unknown'>;
  /** Which cluster this is. Offsets of another one mean nothing here. */
  clusterId(): Promise<string>;
  /** Ends the connections. Memberships are left first, by whoever joined. */
  close(): Promise<void>;
}

/** What a topic is like. */
export interface TopicFacts {
  readonly partitions: number;
  /** Another one when the topic was deleted and made anew; absent where the broker does not tell. */
  readonly id?: string;
  /** For how long records are kept; `forever` without a limit, absent where the broker does not tell. */
  readonly retentionMs?: number | 'forever';
}

/** Some records of one place. */
export interface Excerpt {
  readonly records: readonly IncomingRecord[];
  readonly next: bigint;
}

/** There is no topic of this name. */
export class TopicMissing extends Error {
  readonly code = 'topic-missing';

  constructor(topic: string) {
    super(
      `There is no topic ${topic}. Topics are made before services start (./holdfast start does it, or your platform).`,
    );
  }
}

/**
 * The broker will never take this record, however often it is sent: it is too large, or the topic does not exist, or may
 * not be written to. `send` rejects with it; if others were sent with it, any one of them may be meant.
 */
export class RecordRefused extends Error {
  readonly code = 'record-refused';

  constructor(reason: string, options?: ErrorOptions) {
    super(`The broker refuses this for good: ${reason}`, options);
  }
}

/** The place as a key of a map. */
export function keyOf({ topic, partition }: Place): string {
  return `${topic}/${partition}`;
}
