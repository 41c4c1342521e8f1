import { Consumer, type ConsumerGroupJoinPayload, type GroupAssignment } from '@platformatic/kafka';
import { heartbeatMs, waits, type KafkaOptions } from '../kafka-options.ts';
import { clientOptions } from './client-options.ts';

export interface GroupEvents {
  /** The broker has answered a heartbeat. */
  heard(): void;
  joined(assignments: readonly GroupAssignment[]): void;
  /** It will not become a member again by itself, or says so too late. */
  ended(reason: unknown): void;
}

/** A client that joins a group and sends heartbeats from a timer, whatever else this process does. It fetches nothing. */
export function groupClient(
  options: KafkaOptions,
  { group, topics }: { group: string; topics: readonly string[] },
  events: GroupEvents,
): Consumer {
  const sessionTimeout = options.sessionTimeoutMs ?? waits.sessionMs;
  const client = new Consumer({
    ...clientOptions(options),
    groupId: group,
    autocommit: false,
    sessionTimeout,
    rebalanceTimeout: sessionTimeout,
    heartbeatInterval: heartbeatMs(options),
    heartbeatStallTimeout: sessionTimeout,
    // The broker answers a join when all members have come, for which it waits as long as `rebalanceTimeout`.
    requestTimeout: sessionTimeout + waits.requestMs,
    // Only for what a join in the middle of another one is told; everything else ends the session.
    retries: 5,
    retryDelay: 200,
    metadataMaxAge: 5_000,
  });
  client.topics.trackAll(...topics);
  client.on('consumer:heartbeat:end', () => events.heard());
  client.on('consumer:group:join', ({ assignments }: ConsumerGroupJoinPayload) => {
    events.heard();
    events.joined(assignments ?? []);
  });
  // A rejoin that fails is told only here, and without a listener it would end the process.
  client.on('error', (error: Error) => events.ended(error));
  client.on('consumer:heartbeat:stalled', ({ lastError, stalledFor }) =>
    events.ended(lastError ?? new Error(`no heartbeat was answered for ${stalledFor} ms`)),
  );
  return client;
}
