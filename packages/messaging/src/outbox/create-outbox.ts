import { topicOf, typeOf } from '@holdfast/contract-kit';
import type { OutboxWriter, Said } from '@holdfast/work';
import { creationSpan } from '../tracing/messaging-spans.ts';
import { headersOf } from './cloud-event.ts';
import type { OutboxTable } from './outbox-table.ts';

/** A message as it waits for the relay: nothing has to be known about it any more to send it. */
export interface OutboxRow {
  readonly message_id: string;
  readonly topic: string;
  readonly key: string;
  /** JSON text: the driver would turn a JavaScript object into the same. */
  readonly headers: string;
  readonly payload: Uint8Array;
}

export interface OutboxOptions {
  readonly service: string;
  readonly wake?: () => void;
  /** `holdfast.outbox` unless told otherwise. */
  readonly table?: OutboxTable;
}

/**
 * Writes what was said into the outbox, in the transaction in which it was said.
 *
 * `wake` is called after the commit, in this process, so that the relay need not wait for its next look.
 */
export function createOutbox({ service, wake = () => {}, table = 'holdfast.outbox' }: OutboxOptions): OutboxWriter {
  return {
    async write(trx, said, now) {
      const rows = said.map((one) => rowOf(one, { service, now }));
      // One statement, and the values in the sequence in which they were said: so are the ids.
      await trx.insertInto(table).values(rows).execute();
    },
    committed: wake,
  };
}

/** The row of something said. The trace context in it is the one of its creation, whoever sends it and however late. */
export function rowOf({ id, message, subject, payload, call, deadline }: Said, { service, now }: Saying): OutboxRow {
  const topic = topicOf(message);
  const span = creationSpan({ topic, id, key: subject, parent: call.traceparent });
  span.end();
  const headers = headersOf({
    id,
    source: `/${service}`,
    type: typeOf(message),
    subject,
    time: now,
    correlationId: call.correlationId,
    ...(call.cause && { causationId: call.cause.messageId }),
    traceparent: span.traceparent,
    ...(deadline && { deadline }),
  });
  return { message_id: id, topic, key: subject, headers: JSON.stringify(headers), payload };
}

interface Saying {
  readonly service: string;
  readonly now: Date;
}
