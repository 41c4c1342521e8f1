import { Kafka, logLevel, type RetryOptions, type SASLOptions } from 'kafkajs';
import { silentLog } from '../../log.ts';
import { waits, type KafkaOptions } from '../kafka-options.ts';

/** Nothing is repeated: each repeat is a decision of ours. */
export const once: RetryOptions = { retries: 0 };

/** For consumers, which repeat what they ask by themselves. */
export const patient: RetryOptions = { initialRetryTime: 100, maxRetryTime: 300, retries: 1_000 };

/** What every client of kafkajs is made with. */
export function kafkaClient(
  { brokers, clientId, sasl, tls = false, log = silentLog }: KafkaOptions,
  retry: RetryOptions,
): Kafka {
  return new Kafka({
    brokers: [...brokers],
    clientId,
    ssl: tls,
    ...(sasl && { sasl: { mechanism: 'plain', ...sasl } as SASLOptions }),
    connectionTimeout: waits.connectMs,
    authenticationTimeout: waits.requestMs,
    requestTimeout: waits.requestMs,
    retry,
    logLevel: logLevel.INFO,
    // What matters of it is said by us; the rest repeats several times a second while a broker is away.
    logCreator: () => (entry) => log.debug({ kafkajs: entry.namespace, level: entry.label }, entry.log.message),
  });
}
