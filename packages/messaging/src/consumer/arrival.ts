import { decode, messageOf, Undecodable } from '@holdfast/contract-kit';
import type { IncomingRecord, Place } from '../broker/broker.ts';
import { cloudEventOf, NoCloudEvent, type CloudEvent } from '../outbox/cloud-event.ts';
import type { Seen } from './consumer-store.ts';
import { dayOf, isDay } from './day-of.ts';
import type { Handler, Handlers } from './handler.ts';
import { idOfRecord } from './id-of-record.ts';
import { isKeepable } from './keepable.ts';

/** A record of a declared type, and what it is to this consumer. */
export type Arrival = Message | TooNewMessage | VoidMessage | UndecodableRecord;

/** Something to handle. */
export interface Message extends Seen {
  readonly kind: 'message';
  readonly record: IncomingRecord;
  readonly event: CloudEvent;
  readonly handler: Handler;
  /** What the handler needs of it. */
  readonly data: unknown;
}

/** A later major of a declared type: its readers should have come first. */
export interface TooNewMessage extends Seen {
  readonly kind: 'too-new';
  readonly record: IncomingRecord;
  readonly event: CloudEvent;
}

/** Stands for a message that an operator has dropped before it was sent. The first copy of it counts, whichever that is. */
export interface VoidMessage extends Seen {
  readonly kind: 'void';
  readonly record: IncomingRecord;
}

/** Not to be understood today nor tomorrow: it says not what it is, or its content is not what its type demands. */
export interface UndecodableRecord extends Seen {
  readonly kind: 'undecodable';
  readonly record: IncomingRecord;
  readonly error: Error;
}

/** Where records come from, and who wants them. */
export interface Readership extends Place {
  readonly handlers: Handlers;
  readonly clusterId: string;
}

/** Whether somebody here wants records of this type, by the type alone: what is not for us may be whatever it likes. */
export function isDeclared({ headers }: Pick<IncomingRecord, 'headers'>, handlers: Handlers): boolean {
  const type = headers['ce_type'];
  return !type || handlers.verdictOn(type) !== 'undeclared';
}

/** What a record of a declared type is. */
export function arrivalOf(record: IncomingRecord, readership: Readership): Arrival {
  try {
    return readable(record, readership.handlers);
  } catch (error) {
    if (!(error instanceof NoCloudEvent || error instanceof Undecodable)) throw error;
    const messageId = idOfRecord({ ...readership, offset: record.offset });
    return { kind: 'undecodable', record, messageId, day: dayOfRecord(record), error };
  }
}

function readable(record: IncomingRecord, handlers: Handlers): Arrival {
  const isVoid = record.headers['ce_void'] === 'true';
  const event = cloudEventOf(isVoid ? { ...record, value: new Uint8Array() } : record);
  const seen = { messageId: event.id, day: dayOf(event.id, event.time) };
  const problems = unkeepablePartsOf(record, seen.day);
  if (problems.length > 0) throw new NoCloudEvent(problems);
  if (isVoid) return { kind: 'void', record, ...seen };
  const handler = handlers.verdictOn(event.type);
  if (typeof handler === 'string') return { kind: 'too-new', record, event, ...seen };
  const { kind } = messageOf(handler.need);
  if (event.operator && kind === 'event') throw new NoCloudEvent([factOfAnOperator]);
  return { kind: 'message', record, event, handler, data: decode(handler.need, record.value!), ...seen };
}

/** What no table could keep, and would stop the place for ever. */
function unkeepablePartsOf({ key, headers }: IncomingRecord, day: string): string[] {
  const texts = [key, ...Object.entries(headers).flat()];
  return [
    ...(isDay(day) ? [] : [`its day ${day} is in no calendar`]),
    ...(texts.every(isKeepable) ? [] : ['its key or a header has U+0000 or half of a surrogate pair']),
  ];
}

function dayOfRecord({ timestamp }: IncomingRecord): string {
  const day = Number.isNaN(timestamp.getTime()) ? '' : timestamp.toISOString().slice(0, 10);
  return isDay(day) ? day : '1970-01-01';
}

const factOfAnOperator = 'an operator says it, and a fact is said by the service whose it is';
