import type { Log } from '../log.ts';
import type { Patience } from './silence.ts';

/** How Kafka is reached, whichever client does it. */
export interface KafkaOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly sasl?: { readonly username: string; readonly password: string; readonly mechanism?: SaslMechanism };
  /** Speaks TLS, and believes the certificates that Node believes (`NODE_EXTRA_CA_CERTS` adds to them). */
  readonly tls?: boolean;
  /** Stands before the name of every topic and group: `<namespace>.garden.events`. Empty for none. */
  readonly namespace?: string;
  readonly log?: Log;
  readonly patience?: Patience;
  /** After how long the group gives up a member that is not heard: how long the places of a killed process lie still. */
  readonly sessionTimeoutMs?: number;
  /** The most bytes of records that one place is asked for at a time. A single larger record comes all the same. */
  readonly maxBytesPerPartition?: number;
}

/** How a password is shown to the broker; `plain` when left out, which belongs inside TLS or on one machine. */
export type SaslMechanism = 'plain' | 'scram-sha-256' | 'scram-sha-512';

/** How long Kafka is waited for. A lookup ends well before whoever asked gives up by itself. */
export const waits = {
  connectMs: 1_000,
  requestMs: 3_000,
  askMs: 5_000,
  leaveMs: 5_000,
  readMs: 20_000,
  /** How often a member looks whether its topics have other partitions, as kafkajs does by itself. */
  topicsMs: 5_000,
  /** How long the broker keeps a fetch that finds nothing: so long does a new record wait at most, for lack of an answer. */
  fetchMs: 250,
  /** Kafka's client would take 30 s; after an unclean end the next member waits for the session of the last one. */
  sessionMs: 10_000,
} as const;

/** One megabyte, as Kafka's own client. */
export const defaultMaxBytesPerPartition = 1_048_576;

/** The interval of heartbeats. Several may be lost before the session is over. */
export function heartbeatMs({ sessionTimeoutMs = waits.sessionMs }: KafkaOptions): number {
  return sessionTimeoutMs / 10;
}
