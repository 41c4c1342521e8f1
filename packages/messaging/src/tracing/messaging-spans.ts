import { beginSpan, type LiveSpan } from '@holdfast/telemetry';

// The names of OpenTelemetry's conventions for messaging, version 1.45, whose status is still "development": when they
// change, they change here. A span of many messages links to where they were created; a span of one has that for its parent.

/** A message as its spans tell of it. */
export interface TracedMessage {
  readonly topic: string;
  readonly id: string;
  readonly key: string;
  /** Of its creation: it is in the message's headers, and whoever carries the message leaves it as it is. */
  readonly traceparent: string;
}

/** A message as it was received. */
export interface TracedRecord extends TracedMessage {
  readonly consumer: string;
  readonly partition: number;
  readonly offset: bigint;
}

/** A message is said. What its headers carry is this span, for ever. */
export function creationSpan({
  topic,
  id,
  key,
  parent,
}: Omit<TracedMessage, 'traceparent'> & { parent: string }): LiveSpan {
  return beginSpan({
    name: `create ${topic}`,
    kind: 'producer',
    parent,
    attributes: { ...operation('create', topic), 'messaging.message.id': id, 'messaging.kafka.message.key': key },
  });
}

/** A relay hands messages to the broker, which were created elsewhere: a client that links to their creation. */
export function sendSpan(messages: readonly TracedMessage[]): LiveSpan {
  const topics = new Set(messages.map(({ topic }) => topic));
  const [topic = ''] = topics;
  return beginSpan({
    name: topics.size === 1 ? `send ${topic}` : 'send',
    kind: 'client',
    links: messages.map(({ traceparent }) => traceparent),
    attributes: { ...operation('send', topics.size === 1 ? topic : undefined), ...count(messages) },
  });
}

/** A consumer works through messages that it has received together. */
export function receiveSpan(consumer: string, messages: readonly TracedRecord[]): LiveSpan {
  const [first] = messages;
  return beginSpan({
    name: first ? `receive ${first.topic}` : 'receive',
    kind: 'client',
    links: messages.map(({ traceparent }) => traceparent),
    attributes: {
      ...operation('receive', first?.topic),
      ...count(messages),
      'messaging.consumer.group.name': consumer,
      ...(first && { 'messaging.destination.partition.id': String(first.partition) }),
    },
  });
}

/** One message is handled: what it does is a part of the trace in which it was created, today or after a week in a table. */
export function processSpan({ topic, id, key, traceparent, consumer, partition, offset }: TracedRecord): LiveSpan {
  return beginSpan({
    name: `process ${topic}`,
    kind: 'consumer',
    parent: traceparent,
    attributes: {
      ...operation('process', topic),
      'messaging.consumer.group.name': consumer,
      'messaging.destination.partition.id': String(partition),
      'messaging.kafka.offset': Number(offset),
      'messaging.kafka.message.key': key,
      'messaging.message.id': id,
    },
  });
}

function operation(name: string, topic: string | undefined) {
  return {
    'messaging.system': 'kafka',
    'messaging.operation.name': name,
    'messaging.operation.type': name,
    ...(topic !== undefined && { 'messaging.destination.name': topic }),
  };
}

function count(messages: readonly unknown[]) {
  return { 'messaging.batch.message_count': messages.length };
}
