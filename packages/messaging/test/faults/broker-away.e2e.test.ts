import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { provision } from '@holdfast/local-infra';
import { eventually, ownServers, testNamespace, undecided } from '@holdfast/testkit';
import { afterEach, beforeEach, describe, expect, test, type TestContext } from 'vitest';
import type { Batch, Broker, Membership, Place } from '../../src/broker/broker.ts';
import type { KafkaOptions } from '../../src/broker/kafka-options.ts';
import { kafkajsBroker } from '../../src/broker/kafkajs/kafkajs-broker.ts';
import { platformaticBroker } from '../../src/broker/platformatic/platformatic-broker.ts';
import { grew } from '../garden.ts';
import { lead } from '../kafka-topics.ts';

const servers = await ownServers({ kafka: 'optional' });
const topic = 'garden.events';
const sessionTimeoutMs = 3_000;

const adapters: [string, (options: KafkaOptions) => Broker][] = [
  ['kafkajs', kafkajsBroker],
  ['@platformatic/kafka', platformaticBroker],
];
const harms: [string, () => Promise<void>, () => Promise<void>][] = [
  ['killed and started again', () => servers.fault.killKafka(), () => servers.fault.startKafka()],
  ['frozen for longer than a session', async () => signal('SIGSTOP'), async () => signal('SIGCONT')],
];

let healed = async (): Promise<void> => {};
async function hurt(harm: () => Promise<void>, heal: () => Promise<void>): Promise<void> {
  healed = async () => {
    healed = async () => {};
    await heal();
  };
  await harm();
}
afterEach(() => healed());

describe.each(adapters)('a member through %s', (_, adapter) => {
  beforeEach((context) => {
    if (!servers.kafka) undecided(context, servers.kafkaMissing ?? 'there is no Kafka');
  });

  test.for(harms)('reads and sends again after its broker was %s', async ([, harm, heal], context) => {
    const { broker, member, seen, silentMs, dead } = await joined(context, adapter);
    await broker.send([grew('oak', 1)], { timeoutMs: 3_000 });
    await eventually(() => seen().includes('oak1'), { what: 'the first is read' });

    await hurt(harm, heal);
    const from = performance.now();
    await expect(broker.send([grew('oak', 2)], { timeoutMs: 1_000 })).rejects.toBeInstanceOf(Error);
    expect(performance.now() - from).toBeLessThan(2_000);
    await eventually(() => silentMs() > 2 * sessionTimeoutMs, { what: 'a long silence', withinMs: 20_000 });
    await healed();

    await eventually(() => member.isMember, { what: 'it is a member again', withinMs: 60_000 });
    await eventually(() => broker.send([grew('oak', 3)], { timeoutMs: 3_000 }).then(() => true), {
      what: 'it sends again',
      withinMs: 30_000,
    });
    await eventually(() => seen().includes('oak3'), { what: 'it reads again', withinMs: 30_000 });
    await eventually(() => silentMs() < 1_000, { what: 'heartbeats are answered again' });
    // The second may have been stored all the same; what is read again is a repeat.
    expect([...new Set(seen())].filter((text) => text !== 'oak2')).toEqual(['oak1', 'oak3']);
    expect(dead()).toEqual([]);
  });
});

async function joined(context: TestContext, adapter: (options: KafkaOptions) => Broker) {
  const namespace = testNamespace();
  const topics = [{ name: `${namespace}.${topic}`, partitions: 3, retentionMs: 60 * 60 * 1_000 }];
  await provision(servers, { databases: [], topics, principals: [] }, namespace);
  const { brokers, admin: sasl } = servers.kafka!;
  const broker = adapter({ brokers, namespace, clientId: 'test', sessionTimeoutMs, ...(sasl && { sasl }) });
  await lead(broker, topic);
  const texts: string[] = [];
  const deaths: string[] = [];
  let heardAt = performance.now();
  const member: Membership = broker.join(
    { name: 'garden.diary', topics: [topic] },
    {
      assigned: (places: readonly Place[]) => places.forEach((place) => member.readFrom(place, 0n)),
      batch: async ({ records }: Batch) => {
        texts.push(...records.map(({ value }) => textOf(value)));
        return 'handled';
      },
      heard: () => void (heardAt = performance.now()),
      dead: (reason: string) => void deaths.push(reason),
    },
  );
  context.onTestFinished(async () => {
    await member.leave();
    await broker.close();
  });
  return { broker, member, seen: () => texts, silentMs: () => performance.now() - heardAt, dead: () => deaths };
}

function textOf(value: Uint8Array | null): string {
  const { treeId, number } = JSON.parse(new TextDecoder().decode(value)) as { treeId: string; number: number };
  return treeId + number;
}

/** To the broker's process, which the local servers write down beside its data. */
function signal(name: 'SIGSTOP' | 'SIGCONT'): void {
  const { pid } = JSON.parse(readFileSync(join(servers.state, 'kafka/server.json'), 'utf8')) as { pid: number };
  process.kill(pid, name);
}
