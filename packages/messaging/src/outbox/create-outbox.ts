import { topicOf, typeOf } from '@holdfast/contract-kit';
import { childOf } from '@holdfast/telemetry';
import type { OutboxWriter, Said } from '@holdfast/work';
import { headersOf } from './cloud-event.ts';

/** A message as it waits for the relay: nothing has to be known about it any more to send it. */
export interface OutboxRow {
  readonly message_id: string;
  readonly topic: string;
  readonly key: string;
  /** JSON text: the driver would turn a JavaScript object into the same. */
  readonly headers: string;
  readonly payload: Uint8Array;
}

/**
 * Writes what was said into `holdfast.outbox`, in the transaction in which it was said.
 *
 * `wake` is called after the commit, in this process, so that the relay need not wait for its next look.
 */
export function createOutbox({ service, wake = () => {} }: { service: string; wake?: () => void }): OutboxWriter {
  return {
    async write(trx, said, now) {
      const rows = said.map((one) => rowOf(one, { service, now }));
      // One statement, and the values in the sequence in which they were said: so are the ids.
      await trx.insertInto('holdfast.outbox').values(rows).execute();
    },
    committed: wake,
  };
}

/** The row of something said. The trace context in it is the one of its creation, whoever sends it and however late. */
export function rowOf({ id, message, subject, payload, call }: Said, { service, now }: Saying): OutboxRow {
  const headers = headersOf({
    id,
    source: `/${service}`,
    type: typeOf(message),
    subject,
    time: now,
    correlationId: call.correlationId,
    ...(call.cause && { causationId: call.cause.messageId }),
    traceparent: childOf(call.traceparent),
  });
  return { message_id: id, topic: topicOf(message), key: subject, headers: JSON.stringify(headers), payload };
}

interface Saying {
  readonly service: string;
  readonly now: Date;
}
