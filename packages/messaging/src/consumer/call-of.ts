import { idsDerivedFrom, type Actor, type Call } from '@holdfast/work';
import { actorOf } from '../operator/operator.ts';
import type { CloudEvent } from '../outbox/cloud-event.ts';

/**
 * The call that a message makes: its sender acts, a service or an operator, its trace goes on, and the ids that it leads
 * to follow from its own.
 */
export function callOf(event: CloudEvent, consumer: string, traceparent: string): Call {
  return {
    actor: senderOf(event),
    correlationId: event.correlationId,
    subject: event.subject,
    traceparent,
    cause: { messageId: event.id, correlationId: event.correlationId, at: event.time, ...deadlineOf(event) },
    ids: () => idsDerivedFrom(event.id, consumer, event.time),
  };
}

/** The call that several messages make together: nobody in particular acts, and nothing can be said in it. */
export function callOfSeveral(first: CloudEvent, consumer: string): Call {
  return {
    actor: { id: `consumer:${consumer}`, roles: [] },
    correlationId: first.correlationId,
    traceparent: first.traceparent,
  };
}

function senderOf({ operator, source }: CloudEvent): Actor {
  if (operator) return { id: actorOf(operator), roles: ['operator'] };
  return { id: `service:${source.replace(/^\//, '')}`, roles: ['service'] };
}

function deadlineOf({ deadline }: CloudEvent): { deadline?: Date } {
  return deadline === undefined ? {} : { deadline };
}
