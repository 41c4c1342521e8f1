import { childOf } from '@holdfast/telemetry';
import { idsDerivedFrom, type Call } from '@holdfast/work';
import type { CloudEvent } from '../outbox/cloud-event.ts';

/** The call that a message makes: its sender acts, its trace goes on, and the ids that it leads to follow from its own. */
export function callOf(event: CloudEvent, consumer: string): Call {
  return {
    actor: { id: `service:${event.source.replace(/^\//, '')}`, roles: ['service'] },
    correlationId: event.correlationId,
    subject: event.subject,
    traceparent: childOf(event.traceparent),
    cause: { messageId: event.id, correlationId: event.correlationId, at: event.time },
    ids: () => idsDerivedFrom(event.id, consumer, event.time),
  };
}
