import type { IncomingRecord } from '../broker/broker.ts';
import { operatorHeaders, operatorIn, operatorProblems, type Operator } from '../operator/operator.ts';

/** What the headers of a message say: CloudEvents 1.0 in Kafka's binary mode, and what belongs to a trace. */
export interface CloudEvent {
  readonly id: string;
  /** `/<service>` */
  readonly source: string;
  /** `<context>.<what-happened>.v<major>` */
  readonly type: string;
  readonly subject: string;
  readonly time: Date;
  readonly correlationId: string;
  /** The message that led to this one. */
  readonly causationId?: string;
  readonly traceparent: string;
  /** From when on it is of no use to its receiver. */
  readonly deadline?: Date;
  /** Present when a person sends it, and no service. */
  readonly operator?: Operator;
}

/** The headers of an event whose data are JSON. */
export function headersOf(event: CloudEvent): Record<string, string> {
  return {
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_source: event.source,
    ce_type: event.type,
    ce_subject: event.subject,
    ce_time: event.time.toISOString(),
    ce_correlationid: event.correlationId,
    ...(event.causationId !== undefined && { ce_causationid: event.causationId }),
    'content-type': 'application/json',
    traceparent: event.traceparent,
    ...(event.deadline !== undefined && { ce_deadline: event.deadline.toISOString() }),
    ...(event.operator && operatorHeaders(event.operator)),
  };
}

/** Reads the headers of a record. Throws {@link NoCloudEvent} with all that is wrong with them. */
export function cloudEventOf({ headers, value }: Pick<IncomingRecord, 'headers' | 'value'>): CloudEvent {
  const problems = [
    ...required.filter((name) => !headers[name]).map((name) => `it has no ${name}`),
    ...(headers['ce_id'] && !uuid.test(headers['ce_id']) ? [`its ce_id ${headers['ce_id']} is no UUID`] : []),
    ...times.filter((name) => headers[name] && !isTime(headers[name])).map((name) => `its ${name} is no time`),
    ...(value === null ? ['it has no value'] : []),
    ...operatorProblems(headers),
  ];
  if (problems.length > 0) throw new NoCloudEvent(problems);
  const id = headers['ce_id']!.toLowerCase();
  const operator = operatorIn(headers);
  return {
    id,
    source: headers['ce_source']!,
    type: headers['ce_type']!,
    subject: headers['ce_subject'] ?? '',
    time: new Date(headers['ce_time']!),
    correlationId: headers['ce_correlationid'] ?? id,
    ...(headers['ce_causationid'] && { causationId: headers['ce_causationid'] }),
    traceparent: headers['traceparent'] ?? '',
    ...(headers['ce_deadline'] && { deadline: new Date(headers['ce_deadline']) }),
    ...(operator && { operator }),
  };
}

/** A record that nobody of this system has written: its headers do not say what it is, or who has it done and why. */
export class NoCloudEvent extends Error {
  readonly code = 'no-cloud-event';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`This record is no CloudEvent: ${problems.join(', ')}.`);
    this.problems = problems;
  }
}

function isTime(text: string): boolean {
  return !Number.isNaN(Date.parse(text));
}

const times = ['ce_time', 'ce_deadline'];
const required = ['ce_id', 'ce_source', 'ce_type', 'ce_time'];
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
