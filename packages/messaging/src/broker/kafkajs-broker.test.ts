import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Broker, Reader } from './broker.ts';
import { kafkajsBroker } from './kafkajs-broker.ts';

const record = { topic: 'garden.events', key: 'oak', headers: {}, value: new Uint8Array() };
const reader: Reader = { assigned: vi.fn(), batch: async () => 'handled', heard: vi.fn(), dead: vi.fn() };

describe.each([
  ['where nobody listens', false],
  ['that accepts connections and never answers', true],
])('a broker %s', (_, listens) => {
  const server = createServer();
  let broker: Broker;

  beforeEach(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    if (!listens) server.close();
    broker = kafkajsBroker({ brokers: [`127.0.0.1:${port}`], clientId: 'test' });
  });
  afterEach(async () => {
    await broker.close();
    server.close();
  });

  test('does not keep a sender waiting longer than it said', async () => {
    const from = performance.now();
    await expect(broker.send([record], { timeoutMs: 300 })).rejects.toThrow(/ECONNREFUSED|took more than 300 ms/);
    await expect(broker.send([record], { timeoutMs: 300 })).rejects.toThrow(/ECONNREFUSED|took more than 300 ms/);
    expect(performance.now() - from).toBeLessThan(2_000);
  });

  test('can be joined at any time, says why it is not yet, and can be left again', async () => {
    const member = broker.join({ name: 'garden.diary', topics: ['garden.events'] }, reader);
    await vi.waitFor(() => expect(member.trouble).toMatch(/ECONNREFUSED|took more than|timed out/), 15_000);
    expect(member.isMember).toBe(false);
    await member.leave();
    expect(reader.dead).not.toHaveBeenCalled();
  }, 20_000);
});

test.each([
  [true, 0x16, 'the first byte of a TLS handshake'],
  [false, 0x00, 'the length of a plain request'],
])('with tls: %s it begins with %i, %s', async (tls, firstByte) => {
  const seen = Promise.withResolvers<number>();
  const server = createServer((socket) => socket.once('data', (bytes) => (seen.resolve(bytes[0]!), socket.destroy())));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const broker = kafkajsBroker({ brokers: [`127.0.0.1:${port}`], clientId: 'test', tls });
  await expect(broker.send([record], { timeoutMs: 1_000 })).rejects.toBeInstanceOf(Error);
  expect(await seen.promise).toBe(firstByte);
  await broker.close();
  server.close();
});
