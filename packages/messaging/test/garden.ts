import { defineEvent, encode, need, topicOf, typeOf, type AnyMessage, type DataOf } from '@holdfast/contract-kit';
import { newTraceparent } from '@holdfast/telemetry';
import { newMessageId } from '@holdfast/work';
import { z } from 'zod';
import { headersOf } from '../src/outbox/cloud-event.ts';
import type { OutgoingRecord } from '../src/broker/broker.ts';

/** Something to talk about: trees that are planted and grow, each in a sequence of its own. */
export const TreeGrew = defineEvent({
  name: 'garden.tree-grew',
  version: 1,
  subject: 'treeId',
  data: z.object({ treeId: z.string(), number: z.int(), note: z.string() }),
});

/** The next major, which no consumer in here declares. */
export const TreeGrewV2 = defineEvent({
  name: 'garden.tree-grew',
  version: 2,
  subject: 'treeId',
  data: z.object({ treeId: z.string(), centimetres: z.int() }),
});

/** An event of the same topic that nobody here wants. */
export const TreeFell = defineEvent({
  name: 'garden.tree-fell',
  version: 1,
  subject: 'treeId',
  data: z.object({ treeId: z.string() }),
});

/** What the library says when it has noted how a tree grew. */
export const GrowthNoted = defineEvent({
  name: 'library.growth-noted',
  version: 1,
  subject: 'treeId',
  data: z.object({ treeId: z.string(), number: z.int() }),
});

export const Growth = need(TreeGrew, { treeId: true, number: true });

/** A message as the relay of the garden would send it. */
export function recordOf<M extends AnyMessage>(
  message: M,
  data: DataOf<M>,
  {
    id = newMessageId(),
    traceparent = newTraceparent(),
    correlationId,
  }: Partial<Record<'id' | 'traceparent' | 'correlationId', string>> = {},
): OutgoingRecord {
  const subject = String((data as Record<string, unknown>)[message.subject]);
  const event = {
    id,
    source: '/garden',
    type: typeOf(message),
    subject,
    time: new Date(),
    correlationId: correlationId ?? id,
    traceparent,
  };
  return { topic: topicOf(message), key: subject, headers: headersOf(event), value: encode(message, data) };
}

export function grew(treeId: string, number: number): OutgoingRecord {
  return recordOf(TreeGrew, { treeId, number, note: 'sunny' });
}
