import { operatorAccess } from '@holdfast/local-infra';
import { kafkajsBroker, type Broker } from '@holdfast/messaging';
import type { FoundSystem } from '../supervisor/system-record.ts';

/** The broker of a running system, as the operator. Nothing is connected before it is used. */
export function operatorBroker({ state, namespace, infra: { kafka } }: FoundSystem): Broker {
  if (kafka === undefined) throw new NoBroker();
  const { brokers, username, password } = operatorAccess({ state, kafka });
  return kafkajsBroker({
    brokers,
    namespace,
    clientId: 'operator',
    ...(username !== undefined && password !== undefined && { sasl: { username, password } }),
  });
}

/** What runs has no Kafka, so there are no messages. */
export class NoBroker extends Error {
  readonly code = 'no-broker';

  constructor() {
    super(
      'What runs here has no Kafka, so there are no messages to see or to send. ./holdfast doctor says what it lacks.',
    );
  }
}
