import type { BaseOptions, SASLMechanismValue } from '@platformatic/kafka';
import { waits, type KafkaOptions } from '../kafka-options.ts';
import { outliveLostConnections } from './lost-connections.ts';

/** What every client of @platformatic/kafka is made with. Nothing is repeated: each repeat is a decision of ours. */
export function clientOptions({ brokers, clientId, sasl, tls = false }: KafkaOptions): BaseOptions {
  outliveLostConnections();
  return {
    clientId,
    bootstrapBrokers: [...brokers],
    connectTimeout: waits.connectMs,
    // `timeout` is not it: a request to a frozen broker would wait for 30 s.
    requestTimeout: waits.requestMs,
    retries: 0,
    autocreateTopics: false,
    ...(tls && { tls: {} }),
    ...(sasl && { sasl: { ...sasl, mechanism: mechanismOf(sasl.mechanism) } }),
  };
}

function mechanismOf(mechanism: NonNullable<KafkaOptions['sasl']>['mechanism'] = 'plain'): SASLMechanismValue {
  return mechanism.toUpperCase() as SASLMechanismValue;
}
