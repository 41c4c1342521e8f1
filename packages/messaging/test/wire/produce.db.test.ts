import { randomUUID } from 'node:crypto';
import { eventually, seeded, testTopics } from '@holdfast/testkit';
import { describe, expect, test, type TestContext } from 'vitest';
import type { Broker, OutgoingRecord } from '../../src/broker/broker.ts';
import type { KafkaOptions } from '../../src/broker/kafka-options.ts';
import { kafkajsBroker } from '../../src/broker/kafkajs/kafkajs-broker.ts';
import { platformaticBroker } from '../../src/broker/platformatic/platformatic-broker.ts';
import { lead } from '../kafka-topics.ts';
import { tapWire, type WireTap } from './wire-tap.ts';

const topics = ['garden.events', 'library.events'];
const keys = ['oak', 'elm', 'ash', 'yew', 'fir', 'bay', 'grün', '楓'];

describe.each([
  ['kafkajs', kafkajsBroker],
  ['@platformatic/kafka', platformaticBroker],
])('what %s writes to its sockets', (_, adapter) => {
  test('is one Produce for each send, with the records of a partition in one batch, in sequence', async (context) => {
    const { broker, tap } = await opened(context, adapter);
    for (let round = 0; round < 10; round += 1) await send(broker, numbered(round * 60, 60));
    expect(tap.produced.map(({ acks, inFlight }) => `${acks} ${inFlight}`)).toEqual(Array(10).fill('-1 1'));
    expect(new Set(tap.produced.map(({ connection }) => connection)).size).toBe(1);
    tap.produced.forEach(({ parts }, round) => {
      const places = parts.map(({ topic, partition }) => `${topic}/${partition}`);
      expect(new Set(places).size).toBe(places.length);
      expect(parts.map(({ batches }) => batches)).toEqual(parts.map(() => 1));
      expect(parts.flatMap(({ numbers }) => numbers).toSorted(upwards)).toEqual(range(round * 60, 60));
      for (const { numbers } of parts) expect(numbers).toEqual(numbers.toSorted(upwards));
    });
  });

  test('is not repeated behind our back when a send fails, and the next send has another connection', async (context) => {
    const { broker, tap } = await opened(context, adapter);
    for (const [fate, harm] of harms) {
      harm(tap);
      const before = tap.produced.length;
      await expect(send(broker, numbered(0, 3), 500), fate).rejects.toBeInstanceOf(Error);
      await send(broker, numbered(0, 3));
      await send(broker, numbered(3, 3));
      const [failed, again, next, ...more] = tap.produced.slice(before);
      expect([numbersOf(failed), numbersOf(again), numbersOf(next), more], fate).toEqual([
        range(0, 3),
        range(0, 3),
        range(3, 3),
        [],
      ]);
      expect(again?.connection, fate).not.toBe(failed?.connection);
      expect(next?.connection, fate).toBe(again?.connection);
      await eventually(() => tap.open === 1, { what: `the connection of the failed send is closed: ${fate}` });
    }
  });
});

test('a key lies in the same partition whichever client has sent it', async (context) => {
  const random = seeded('keys in both clients');
  const { namespace, brokers, login } = await testTopics(context, { topics });
  const words = Array.from({ length: 300 }, () => `${random.pick(keys)}-${random.integer(1, 1_000_000)}`);
  const found: Map<string, string>[] = [];
  for (const adapter of [kafkajsBroker, platformaticBroker]) {
    const clientId = `garden-${randomUUID()}`;
    const broker = adapter({ brokers, namespace, clientId, ...(login && { sasl: login }) });
    const tap = tapWire(clientId);
    await lead(broker, topics[0]!);
    await send(
      broker,
      words.map((key, number) => record(key, number)),
    );
    found.push(
      new Map(
        tap.produced.flatMap(({ parts }) =>
          parts.flatMap(({ keys: ofPart, partition }) => ofPart.map((key) => [key, String(partition)] as const)),
        ),
      ),
    );
    tap.close();
    await broker.close();
  }
  expect(found[0]!.size).toBe(new Set(words).size);
  expect(found[1]).toEqual(found[0]);
  expect(new Set(found[0]!.values()).size).toBe(3);
});

/** What may become of the answer to a send. */
const harms: [string, (tap: WireTap) => void][] = [
  ['LEADER_NOT_AVAILABLE', (tap) => tap.answerNextWith(5)],
  ['NOT_LEADER_OR_FOLLOWER', (tap) => tap.answerNextWith(6)],
  ['REQUEST_TIMED_OUT', (tap) => tap.answerNextWith(7)],
  ['NETWORK_EXCEPTION', (tap) => tap.answerNextWith(13)],
  ['NOT_ENOUGH_REPLICAS', (tap) => tap.answerNextWith(19)],
  ['NOT_ENOUGH_REPLICAS_AFTER_APPEND', (tap) => tap.answerNextWith(20)],
  ['the connection is cut', (tap) => tap.cutNext()],
  ['no answer comes', (tap) => tap.muteNext()],
];

async function opened(context: TestContext, adapter: (options: KafkaOptions) => Broker) {
  const { namespace, brokers, login } = await testTopics(context, { topics });
  const clientId = `garden-${randomUUID()}`;
  const broker = adapter({ brokers, namespace, clientId, ...(login && { sasl: login }) });
  const tap = tapWire(clientId);
  context.onTestFinished(() => {
    tap.close();
    return broker.close();
  });
  for (const topic of topics) await lead(broker, topic);
  return { broker, tap };
}

function send(broker: Broker, records: readonly OutgoingRecord[], timeoutMs = 3_000): Promise<void> {
  return broker.send(records, { timeoutMs });
}

function numbered(from: number, count: number): OutgoingRecord[] {
  return range(from, count).map((number) => record(keys[number % keys.length]!, number));
}

function record(key: string, number: number): OutgoingRecord {
  const topic = topics[Number(number % 16 > 12)]!;
  return { topic, key, headers: { ce_id: String(number) }, value: Buffer.from(String(number)) };
}

function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, n) => from + n);
}

function numbersOf(request: WireTap['produced'][number] | undefined): number[] | undefined {
  return request?.parts.flatMap(({ numbers }) => numbers).toSorted(upwards);
}

const upwards = (one: number, other: number) => one - other;
