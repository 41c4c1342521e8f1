import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { topicIds } from './topic-ids.ts';

const uncaught: unknown[] = [];
const note = (error: unknown) => uncaught.push(error);
process.prependListener('uncaughtException', note);

afterEach(() => {
  process.off('uncaughtException', note);
});

test('a broker that is killed while a login is under way ends no process', async () => {
  const server = createServer((socket: Socket) => {
    socket.on('error', () => {});
    // The first request of a login.
    socket.once('data', () => socket.resetAndDestroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const sasl = { username: 'garden', password: 'secret' };
  const ids = topicIds({ brokers: [`127.0.0.1:${port}`], clientId: 'garden', sasl });
  await expect(ids.of('garden.events')).rejects.toThrow('Cannot connect to any broker');
  await ids.close();
  server.close();
  expect(uncaught).toEqual([]);
});
