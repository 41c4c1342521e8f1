import { deadLetterTopic } from '@holdfast/contract-kit';
import type { IncomingRecord, OutgoingRecord, Place } from '../broker/broker.ts';
import type { Failure } from './consumer-store.ts';
import { idOfRecord } from './id-of-record.ts';
import { isKeepable } from './keepable.ts';

/** What else there is to say of a record that goes to the topic of dead letters. */
export interface Death extends Place {
  readonly consumer: string;
  readonly clusterId: string;
  readonly reason: 'undecodable' | 'fatal' | 'too-old';
  readonly failure: Failure;
  readonly firstFailedAt: Date;
  readonly now: Date;
}

/**
 * The copy of a record that a consumer has given up: key, headers and bytes as they came, and where it lay, what went
 * wrong and when. Text that no table keeps is set aside in a header of its own, as base64.
 */
export function deadLetterOf(
  record: Omit<IncomingRecord, 'value'> & { value: Uint8Array | null },
  death: Death,
): OutgoingRecord {
  const { topic, consumer } = death;
  const entries = Object.entries(record.headers);
  const strange = entries.filter((entry) => !entry.every(isKeepable));
  const isKeyKept = isKeepable(record.key);
  return {
    topic: deadLetterTopic(topic, consumer),
    key: isKeyKept ? record.key : '',
    headers: {
      ...Object.fromEntries(entries.filter((entry) => entry.every(isKeepable))),
      ...headersOf(record, death),
      ...(isKeyKept ? {} : { dlt_key_base64: base64(record.key) }),
      ...(strange.length > 0 && { dlt_headers_base64: base64(JSON.stringify(Object.fromEntries(strange))) }),
      ...(record.value === null && { dlt_no_value: 'true' }),
    },
    value: record.value ?? new Uint8Array(),
  };
}

function headersOf({ offset, timestamp }: Pick<IncomingRecord, 'offset' | 'timestamp'>, death: Death) {
  const { topic, partition, consumer, clusterId, reason, failure, firstFailedAt, now } = death;
  return {
    // Follows from the record, so that a consumer that was put back by a restore makes no second one.
    dlt_id: idOfRecord({ clusterId, topic: deadLetterTopic(topic, consumer), partition, offset }),
    dlt_topic: topic,
    dlt_partition: String(partition),
    dlt_offset: String(offset),
    dlt_timestamp: textOf(timestamp),
    dlt_consumer: consumer,
    dlt_reason: reason,
    dlt_attempts: String(failure.attempts),
    dlt_first_failure: textOf(firstFailedAt),
    dlt_last_failure: textOf(now),
    dlt_error: `${failure.errorName}: ${failure.error}`,
  };
}

/** Foreign producers may give a record a time that is none. */
function textOf(time: Date): string {
  return Number.isNaN(time.getTime()) ? '' : time.toISOString();
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
