import { provision, raisePartitions } from '@holdfast/local-infra';
import { durableServers, eventually, testTopics } from '@holdfast/testkit';
import { describe, expect, test, vi, type TestContext } from 'vitest';
import { lead } from '../../test/kafka-topics.ts';
import type { Reader } from './broker.ts';
import type { KafkaOptions } from './kafka-options.ts';
import { kafkajsBroker } from './kafkajs/kafkajs-broker.ts';
import { platformaticBroker } from './platformatic/platformatic-broker.ts';

const topic = 'garden.events';
const reader = (): Reader => ({ assigned: vi.fn(), batch: async () => 'handled', heard: vi.fn(), dead: vi.fn() });

describe.each([
  // Without a right to the group, kafkajs finds no coordinator and ends, with no more than an event.
  ['kafkajs', kafkajsBroker, /coordinator/],
  ['@platformatic/kafka', platformaticBroker, /./],
])('a membership through %s', (_, adapter, trouble) => {
  test('is tried again until it is allowed', async (context) => {
    const topics = await testTopics(context, { topics: [topic], rights: [{ service: 'garden', reads: [topic] }] });
    const listener = reader();
    const member = await join(context, { ...topics, sasl: topics.loginOf('garden') }, listener);
    await eventually(() => member.trouble, {
      what: 'a group that it may not join',
      until: (text) => text !== undefined,
    });
    expect(member.trouble).toMatch(trouble);
    expect(listener.assigned).not.toHaveBeenCalledWith(expect.arrayContaining([{ topic, partition: 0 }]));
    await allow(topics.namespace);
    await eventually(() => member.isMember, { what: 'it has joined', withinMs: 20_000 });
    expect(listener.assigned).toHaveBeenLastCalledWith([0, 1, 2].map((partition) => ({ topic, partition })));
  });

  test('is dealt the partitions that its topic is given later', async (context) => {
    const { login, ...topics } = await testTopics(context, { topics: [topic] });
    const listener = reader();
    await join(context, { ...topics, ...(login && { sasl: login }) }, listener);
    const dealt = (count: number) => () =>
      expect(listener.assigned).toHaveBeenLastCalledWith(
        Array.from({ length: count }, (_place, partition) => ({ topic, partition })),
      );
    await vi.waitFor(dealt(3), 10_000);
    await raisePartitions({ brokers: topics.brokers, admin: login }, { topic: topics.topic(topic), count: 5 });
    await vi.waitFor(dealt(5), 20_000);
  });

  test('that hears nothing while the broker answers is reported', async (context) => {
    const { login, ...topics } = await testTopics(context, { topics: [topic] });
    const listener = reader();
    const impatient = { askAfterMs: 1, deadAfterMs: 20 };
    await join(context, { ...topics, ...(login && { sasl: login }), patience: impatient }, listener);
    await vi.waitFor(() => expect(listener.dead).toHaveBeenCalledOnce(), 10_000);
    expect(listener.dead).toHaveBeenCalledWith('garden.diary has heard nothing for 20 ms from a broker that answers');
  });

  async function join(context: TestContext, options: Omit<KafkaOptions, 'clientId'>, listener: Reader) {
    const broker = adapter({ ...options, clientId: 'test', sessionTimeoutMs: 3_000 });
    await lead(broker, topic);
    const member = broker.join({ name: 'garden.diary', topics: [topic] }, listener);
    context.onTestFinished(async () => {
      await member.leave();
      await broker.close();
    });
    return member;
  }
});

/** Gives the garden the right to its group. */
async function allow(namespace: string): Promise<void> {
  const acls = [
    { resource: 'topic', name: `${namespace}.${topic}`, operations: ['READ'] },
    { resource: 'group', name: `${namespace}.garden.diary`, operations: ['READ'] },
  ] as const;
  const principals = [{ service: 'garden', acls }];
  await provision(await durableServers(), { databases: [], topics: [], principals }, namespace);
}
