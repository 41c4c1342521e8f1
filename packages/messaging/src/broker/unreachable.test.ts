import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Broker, Reader } from './broker.ts';
import type { KafkaOptions } from './kafka-options.ts';
import { kafkajsBroker } from './kafkajs/kafkajs-broker.ts';
import { platformaticBroker } from './platformatic/platformatic-broker.ts';

const record = { topic: 'garden.events', key: 'oak', headers: {}, value: new Uint8Array() };
const reader: Reader = { assigned: vi.fn(), batch: async () => 'handled', heard: vi.fn(), dead: vi.fn() };
const adapters: [string, (options: KafkaOptions) => Broker][] = [
  ['kafkajs', (options) => kafkajsBroker(options)],
  ['@platformatic/kafka', (options) => platformaticBroker(options)],
];
const situations: [string, boolean][] = [
  ['where nobody listens', false],
  ['that accepts connections and never answers', true],
];

describe.each(adapters.flatMap(([client, adapter]) => situations.map((one) => [client, ...one, adapter] as const)))(
  'through %s, a broker %s',
  (_, __, listens, adapter) => {
    const server = createServer();
    let broker: Broker;

    beforeEach(async () => {
      const port = await listening(server);
      if (!listens) server.close();
      broker = adapter({ brokers: [`127.0.0.1:${port}`], clientId: 'test' });
    });
    afterEach(async () => {
      await broker.close();
      server.close();
    });

    test('does not keep a sender waiting longer than it said', async () => {
      const from = performance.now();
      await expect(broker.send([record], { timeoutMs: 300 })).rejects.toBeInstanceOf(Error);
      await expect(broker.send([record], { timeoutMs: 300 })).rejects.toBeInstanceOf(Error);
      expect(performance.now() - from).toBeLessThan(2_000);
    });

    test('can be joined at any time, says why it is not yet, and can be left again', async () => {
      const member = broker.join({ name: 'garden.diary', topics: ['garden.events'] }, reader);
      await vi.waitFor(() => expect(member.trouble).toMatch(troubles), 15_000);
      expect(member.isMember).toBe(false);
      await member.leave();
      expect(reader.dead).not.toHaveBeenCalled();
    }, 20_000);
  },
);

const troubles = /ECONNREFUSED|took more than|timed out|Cannot connect/;

test.each(
  adapters.flatMap(([client, adapter]) => [
    [client, true, 0x16, 'the first byte of a TLS handshake', adapter] as const,
    [client, false, 0x00, 'the length of a plain request', adapter] as const,
  ]),
)('%s with tls: %s begins with %i, %s', async (_, tls, firstByte, __, adapter) => {
  const seen = Promise.withResolvers<number>();
  const server = createServer((socket) => socket.once('data', (bytes) => (seen.resolve(bytes[0]!), socket.destroy())));
  const port = await listening(server);
  const broker = adapter({ brokers: [`127.0.0.1:${port}`], clientId: 'test', tls });
  await expect(broker.send([record], { timeoutMs: 1_000 })).rejects.toBeInstanceOf(Error);
  expect(await seen.promise).toBe(firstByte);
  await broker.close();
  server.close();
});

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
