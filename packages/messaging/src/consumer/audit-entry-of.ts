import type { AuditEntry } from '@holdfast/work';
import { actorOf } from '../operator/operator.ts';
import type { CloudEvent } from '../outbox/cloud-event.ts';

/** What is written down beside the effect of a message, when a person has sent it. The data stay out: they may be personal. */
export function auditEntryOf(event: CloudEvent, consumer: string): AuditEntry | undefined {
  const { operator, type, subject, id, correlationId } = event;
  if (!operator) return undefined;
  return {
    actor: actorOf(operator),
    action: type,
    subject,
    because: operator.because,
    messageId: id,
    details: { consumer, correlationId },
  };
}
