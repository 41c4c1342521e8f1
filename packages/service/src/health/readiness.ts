import type { MessagingHealth } from '../runtime/messaging.ts';

/** What `/health/ready` answers. */
export interface Readiness extends MessagingHealth {
  readonly status: 'ready' | 'not-ready' | 'shutting-down';
  readonly service: string;
  readonly release: string;
  readonly postgres: 'ok' | 'missing';
}

/** What the readiness of a service is made of. */
export interface Vitals {
  readonly service: string;
  readonly release: string;
  readonly shuttingDown: boolean;
  readonly postgresAnswers: boolean;
  readonly messaging: MessagingHealth;
}

/**
 * Ready means that a request would be accepted and kept. That needs PostgreSQL. It does not need Kafka: what is said
 * waits in the outbox. Nor does a consumer that fails make the service unready; it is listed.
 */
export function readinessOf({ service, release, shuttingDown, postgresAnswers, messaging }: Vitals): Readiness {
  const able = postgresAnswers ? 'ready' : 'not-ready';
  return {
    status: shuttingDown ? 'shutting-down' : able,
    service,
    release,
    postgres: postgresAnswers ? 'ok' : 'missing',
    ...messaging,
  };
}
