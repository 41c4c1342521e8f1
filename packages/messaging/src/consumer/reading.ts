import type { Backoff, WorkEngine } from '@holdfast/work';
import type { Broker, Place } from '../broker/broker.ts';
import type { Chance } from '../chance.ts';
import type { Log } from '../log.ts';
import type { Time } from '../time.ts';
import type { ByteBudget } from './byte-budget.ts';
import type { ConsumerStore } from './consumer-store.ts';
import type { CutLimits } from './cut.ts';
import type { Patience } from './fate-of.ts';
import type { Handlers } from './handler.ts';

/** What can be set of a consumer. */
export interface ConsumerSettings extends Patience {
  /** How much is handled in one transaction, at most. */
  readonly batch: CutLimits;
  /** How long one transaction of several messages may hold its locks, before each of them has one of its own. */
  readonly batchMs: number;
  /**
   * How long one handler may take: less than `idle_in_transaction_session_timeout` of the role, and more than its
   * `lock_timeout`, so that who waits for a lock is told so by the database, which is not counted against the message.
   */
  readonly handlerMs: number;
  /** How many bytes of all places may be in hand. */
  readonly bytesInHand: number;
  /** Pauses of a place after a failure that is no message's. */
  readonly backoff: Backoff;
  /** How often is looked for parked messages that are due, and for replays. */
  readonly lookMs: number;
  /** After how long the broker is asked whether it has something for a place that is given nothing. */
  readonly quietMs: number;
}

export const ordinarySettings: ConsumerSettings = {
  batch: { records: 200, bytes: 1_000_000 },
  batchMs: 5_000,
  handlerMs: 8_000,
  bytesInHand: 16_000_000,
  quickTries: 2,
  retry: { firstMs: 1_000, longestMs: 300_000 },
  maxAgeMs: 24 * 60 * 60 * 1_000,
  backoff: { firstMs: 100, longestMs: 10_000 },
  lookMs: 1_000,
  quietMs: 30_000,
};

/** What all places of one consumer share. */
export interface Reading {
  readonly consumer: string;
  readonly handlers: Handlers;
  // oxlint-disable-next-line typescript/no-explicit-any -- what a scope holds is the handlers' business
  readonly engine: WorkEngine<any>;
  readonly store: ConsumerStore;
  readonly broker: Broker;
  readonly log: Log;
  readonly settings: ConsumerSettings;
  readonly time: Time;
  readonly chance: Chance;
  readonly budget: ByteBudget;
  /** Records of types that nobody declared were passed over. */
  skipped(types: readonly string[]): void;
}

/** A place and what its holder knows of its row: the fence of every transaction in it. */
export interface HeldPlace extends Place {
  readonly token: string;
  /** Everything below has had its effect, or is parked. */
  readonly next: bigint;
  readonly clusterId: string;
}
