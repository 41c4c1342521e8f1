import { encode, topicOf, typeOf } from '@holdfast/contract-kit';
import type { IncomingRecord, Place } from '@holdfast/messaging';
import { TreeGrew } from '../explorer/garden.ts';

/** The one place of a world of consumers. */
export const place: Place = { topic: topicOf(TreeGrew), partition: 0 };

/** A record in the log of that place: `e1 oak`, or `void e1 oak`. The same event twice is a repeat. */
export interface Logged {
  readonly event: string;
  readonly key: string;
  readonly isVoid: boolean;
}

/** Reads `e1 oak` and `void e1 oak`. */
export function loggedIn(text: string): Logged {
  const words = text.split(' ');
  const [event = '', key = ''] = words.slice(-2);
  return { event, key, isVoid: words[0] === 'void' };
}

/** The record as a relay would have sent it. */
export function recordOf({ event, key, isVoid }: Logged, offset: number): IncomingRecord {
  const number = Number(event.slice(1));
  const headers = {
    ce_specversion: '1.0',
    ce_id: idOfEvent(event),
    ce_source: '/garden',
    ce_type: typeOf(TreeGrew),
    ce_subject: key,
    ce_time: aDay.toISOString(),
    'content-type': 'application/json',
    ...(isVoid && { ce_void: 'true' }),
  };
  const value = isVoid ? new Uint8Array() : encode(TreeGrew, { treeId: key, number });
  return { offset: BigInt(offset), key, timestamp: aDay, headers, value };
}

/** A UUIDv7 that says which event it is. */
export function idOfEvent(event: string): string {
  return `019a7a14-0000-7000-8000-${event.slice(1).padStart(12, '0')}`;
}

export function eventOfId(id: string): string {
  return `e${Number(id.slice(-12))}`;
}

const aDay = new Date('2026-11-24T10:00:00Z');
