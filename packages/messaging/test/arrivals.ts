import { cloudEventOf } from '../src/outbox/cloud-event.ts';
import type { IncomingRecord, OutgoingRecord } from '../src/broker/broker.ts';
import type { Message, TooNewMessage, UndecodableRecord, VoidMessage } from '../src/consumer/arrival.ts';
import type { Handler } from '../src/consumer/handler.ts';
import { Growth, grew, recordOf, TreeGrewV2 } from './garden.ts';

const noting: Handler = { consumer: 'diary.growth', need: Growth, run: () => {} };

/** A record as a broker hands it over. */
export function incoming({ key, headers, value }: OutgoingRecord, offset = 0n): IncomingRecord {
  return { offset, key, timestamp: new Date('2026-11-24T10:00:00Z'), headers, value };
}

/** A message of a tree, at an offset. */
export function message(treeId: string, offset: bigint, handler = noting): Message {
  const record = incoming(grew(treeId, Number(offset)), offset);
  return { kind: 'message', ...seen(record), handler, data: { treeId, number: Number(offset) } };
}

export function tooNew(treeId: string, offset: bigint): TooNewMessage {
  return { kind: 'too-new', ...seen(incoming(recordOf(TreeGrewV2, { treeId, centimetres: 1 }), offset)) };
}

export function voided(treeId: string, offset: bigint): VoidMessage {
  return { kind: 'void', ...seen(incoming(grew(treeId, Number(offset)), offset)) };
}

export function undecodable(treeId: string, offset: bigint): UndecodableRecord {
  const error = new Error('no message');
  return { kind: 'undecodable', ...seen(incoming(grew(treeId, Number(offset)), offset)), error };
}

function seen(record: IncomingRecord) {
  const event = cloudEventOf(record);
  return { record, event, messageId: event.id, day: event.time.toISOString().slice(0, 10) };
}
