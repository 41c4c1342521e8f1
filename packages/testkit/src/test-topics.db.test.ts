import { Kafka, logLevel } from 'kafkajs';
import type { KafkaConfig } from 'kafkajs';
import { describe, expect, test } from 'vitest';
import type { TestContext } from 'vitest';
import { eventually } from './eventually.ts';
import { testTopics } from './test-topics.ts';
import type { TestTopics } from './test-topics.ts';

type Login = TestTopics['login'];

function kafka(brokers: readonly string[], login: Login): Kafka {
  const config: KafkaConfig = { brokers: [...brokers], logLevel: logLevel.NOTHING, retry: { retries: 0 } };
  return new Kafka(login ? { ...config, sasl: { mechanism: 'plain', ...login } } : config);
}

async function send({ brokers }: TestTopics, login: Login, topic: string): Promise<void> {
  const producer = kafka(brokers, login).producer({ retry: { retries: 0 } });
  await producer.connect();
  try {
    await producer.send({ topic, messages: [{ key: 'bed', value: 'dug' }] });
  } finally {
    await producer.disconnect();
  }
}

async function topicNames({ brokers, login }: TestTopics): Promise<string[]> {
  const admin = kafka(brokers, login).admin();
  await admin.connect();
  try {
    return await admin.listTopics();
  } finally {
    await admin.disconnect();
  }
}

describe('a test’s topics', () => {
  test('can be written to at once, and belong to this test alone', async (context) => {
    const topics = await testTopics(context, { topics: ['garden.events'] });
    const others = await testTopics(context, { topics: ['garden.events'] });
    expect(topics.topic('garden.events')).toBe(`${topics.namespace}.garden.events`);
    expect(others.namespace).not.toBe(topics.namespace);
    await expect(send(topics, topics.login, topics.topic('garden.events'))).resolves.toBeUndefined();
  });

  test('let in whom the test lets in, and nobody else', async (context) => {
    const topics = await testTopics(context, {
      topics: ['garden.events'],
      rights: [{ service: 'garden', writes: ['garden.events'] }],
    });
    const topic = topics.topic('garden.events');
    await expect(send(topics, topics.loginOf('garden'), topic)).resolves.toBeUndefined();
    await expect(send(topics, topics.loginOf('market'), topic)).rejects.toThrow('Not authorized');
    expect(() => topics.loginOf('nobody')).toThrow(
      'nobody has no login at the test broker. These have: garden, market, library, operator.',
    );
  });

  test('are deleted after the test', async (context) => {
    const hooks: (() => unknown)[] = [];
    const inner = {
      skip: context.skip,
      onTestFinished: (hook: unknown) => void hooks.push(hook as () => unknown),
    } as TestContext;
    const topics = await testTopics(inner, { topics: ['garden.events'] });
    expect(await topicNames(topics)).toContain(topics.topic('garden.events'));
    for (const hook of hooks) await hook();
    await eventually(() => topicNames(topics), {
      what: 'the topic is gone',
      until: (names) => !names.includes(topics.topic('garden.events')),
    });
  });
});
