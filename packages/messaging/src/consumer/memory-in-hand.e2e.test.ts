import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { need } from '@holdfast/contract-kit';
import { eventually, testTopics } from '@holdfast/testkit';
import { memoryEngine } from '@holdfast/work/testing';
import { describe, expect, test, type TestContext } from 'vitest';
import { grew, TreeGrew } from '../../test/garden.ts';
import { lead } from '../../test/kafka-topics.ts';
import type { Broker, Reader } from '../broker/broker.ts';
import { kafkajsBroker } from '../broker/kafkajs/kafkajs-broker.ts';
import { platformaticBroker } from '../broker/platformatic/platformatic-broker.ts';
import { MemoryConsumerStore } from '../testing/memory-consumer-store.ts';
import { Consumer } from './consumer.ts';

const topic = 'garden.events';
const name = 'garden.diary';
const megabyte = 1_048_576;
/** What lies in the topic: far more than a consumer may have of it. */
const [count, bytesOfEach] = [60, 256 * 1_024];
/** A megabyte of each of three partitions in hand, as much again that was fetched meanwhile, and something for the client. */
const most = 7 * megabyte;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What is really held: twice, since a buffer is let go after whoever held it. */
async function measured(): Promise<NodeJS.MemoryUsage> {
  for (const _ of [1, 2]) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage();
}

const inMegabytes = (bytes: number) => (bytes / megabyte).toFixed(1);

describe.each([
  ['kafkajs', kafkajsBroker],
  ['@platformatic/kafka', platformaticBroker],
])('a consumer through %s whose handler is slow', (_, adapter) => {
  test('has a bounded part of what waits for it in memory', async (context) => {
    const { broker, heartbeats } = await opened(context);
    const before = await measured();
    const { handled, goOn } = consuming(context, broker);
    await eventually(handled, { what: 'the first is in hand', until: (many) => many > 0, withinMs: 20_000 });

    for (let step = 1; step <= 3; step += 1) {
      const heard = heartbeats();
      // Time enough to fetch on and on, for a client that would.
      await eventually(heartbeats, { what: 'heartbeats', until: (all) => all >= heard + 2, withinMs: 20_000 });
      if (step < 3) goOn();
    }
    const during = await measured();
    expect(handled()).toBeLessThan(count / 2);
    const held = during.arrayBuffers - before.arrayBuffers;
    console.log(`${inMegabytes(held)} MB of records, RSS grew by ${inMegabytes(during.rss - before.rss)} MB`);
    expect(held).toBeLessThan(most);
    expect(held).toBeGreaterThan(bytesOfEach);
  });

  const opened = async (context: TestContext) => {
    const { brokers, namespace, login } = await testTopics(context, { topics: [topic] });
    const options = { brokers, namespace, clientId: 'test', sessionTimeoutMs: 3_000, ...(login && { sasl: login }) };
    await fill(adapter(options));
    const broker = adapter(options);
    context.onTestFinished(() => broker.close());
    await broker.clusterId();
    let heard = 0;
    const join = broker.join.bind(broker);
    const counting = (reader: Reader): Reader => ({ ...reader, heard: () => ((heard += 1), reader.heard()) });
    return {
      broker: Object.assign(broker, {
        join: (...[group, reader]: Parameters<Broker['join']>) => join(group, counting(reader)),
      }),
      heartbeats: () => heard,
    };
  };

  /** Handles one message each time that it is told to go on. */
  const consuming = (context: TestContext, broker: Broker) => {
    let handled = 0;
    const gates: PromiseWithResolvers<void>[] = [];
    const consumer = new Consumer({
      name,
      handlers: [
        {
          consumer: name,
          need: need(TreeGrew, { number: true }),
          run: () => {
            handled += 1;
            const gate = Promise.withResolvers<void>();
            gates.push(gate);
            return gate.promise;
          },
        },
      ],
      engine: memoryEngine({ service: 'garden', parts: () => ({}) }),
      store: new MemoryConsumerStore(),
      broker,
      settings: { batch: { records: 1, bytes: megabyte }, handlerMs: 60_000 },
    });
    consumer.start();
    const goOn = () => gates.splice(0).forEach(({ resolve }) => resolve());
    const stop = async () => {
      const stopping = consumer.stop();
      const opening = setInterval(goOn, 5);
      await stopping.finally(() => clearInterval(opening));
    };
    context.onTestFinished(stop);
    return { handled: () => handled, goOn };
  };
});

/** By a client of its own, which is gone afterwards with all that it held. */
async function fill(broker: Broker): Promise<void> {
  await lead(broker, topic);
  for (let sent = 0; sent < count; sent += 3) {
    await broker.send([sent, sent + 1, sent + 2].map(large), { timeoutMs: 10_000 });
  }
  await broker.close();
}

function large(number: number) {
  const record = grew(`tree ${number}`, number);
  const data = JSON.parse(new TextDecoder().decode(record.value)) as object;
  return { ...record, value: new TextEncoder().encode(JSON.stringify({ ...data, note: 'x'.repeat(bytesOfEach) })) };
}
