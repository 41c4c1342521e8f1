import type { EffectsHealth } from '../effects/service-effects.ts';
import type { MessagingHealth } from '../runtime/messaging.ts';

/** What `/health/ready` answers. */
export interface Readiness extends MessagingHealth {
  readonly status: 'ready' | 'not-ready' | 'shutting-down';
  readonly service: string;
  readonly release: string;
  readonly postgres: 'ok' | 'missing';
  /** Absent where the service performs no effects. */
  readonly effects?: EffectsHealth;
}

/** What the readiness of a service is made of. */
export interface Vitals {
  readonly service: string;
  readonly release: string;
  readonly shuttingDown: boolean;
  readonly postgresAnswers: boolean;
  readonly messaging: MessagingHealth;
  readonly effects: EffectsHealth | undefined;
}

/**
 * Ready means that a request would be accepted and kept. That needs PostgreSQL. It does not need Kafka: what is said
 * waits in the outbox. Nor does a consumer that fails or an effect that is parked make the service unready; they are listed.
 */
export function readinessOf({
  service,
  release,
  shuttingDown,
  postgresAnswers,
  messaging,
  effects,
}: Vitals): Readiness {
  const able = postgresAnswers ? 'ready' : 'not-ready';
  return {
    status: shuttingDown ? 'shutting-down' : able,
    service,
    release,
    postgres: postgresAnswers ? 'ok' : 'missing',
    ...messaging,
    ...(effects && { effects }),
  };
}
