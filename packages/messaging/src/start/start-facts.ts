import type { TopicFacts } from '../broker/broker.ts';

/** What both servers say when a service starts, and what it has noted of them in earlier days. */
export interface StartFacts {
  /** Which migration of messaging the database has; 0 for none. Nothing else is known where it is too old. */
  readonly schema: number;
  /** The level that a transaction has which asks for none. */
  readonly isolation: string;
  /** For how many days a copy of a message is known again. */
  readonly windowDays: number;
  readonly clusterId: string;
  readonly consumers: readonly ConsumerFacts[];
  /** Topics that the service writes to, and that are not there. */
  readonly missing: readonly string[];
  /** Consumers that have been here, and that nobody declares any more. */
  readonly gone: readonly GoneConsumer[];
}

export interface ConsumerFacts {
  readonly consumer: string;
  readonly topics: readonly ReadTopic[];
}

export interface ReadTopic {
  readonly topic: string;
  readonly now: TopicFacts | 'missing';
  /** How many partitions it had when this consumer last started; undefined where it never did. */
  readonly partitions: number | undefined;
  readonly positions: readonly KnownPosition[];
}

/** Where a consumer has stopped in a place, and what there is now. */
export interface KnownPosition {
  readonly partition: number;
  readonly next: bigint;
  readonly clusterId: string;
  readonly topicId: string | undefined;
  /** The offset that the next record gets; undefined where the topic or the cluster is another one. */
  readonly end: bigint | undefined;
  /** Whether keys are parked in it: what comes of them in another partition would overtake what waits here. */
  readonly holdsKeys: boolean;
}

export interface GoneConsumer {
  readonly consumer: string;
  readonly topics: readonly string[];
}

/** The last migration that this code relies on. */
export const neededSchema = 6;
