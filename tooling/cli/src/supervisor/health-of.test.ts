import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort } from '@holdfast/local-infra';
import { afterEach, expect, test } from 'vitest';
import { healthOf } from './health-of.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function answering(status: number, body: string): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end(body));
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each([
  [200, '{"status":"ready","postgres":"ok","kafka":"ok"}', { state: 'ready' }],
  [200, '{"status":"ready","kafka":"missing"}', { state: 'not ready', why: 'kafka missing' }],
  [
    503,
    '{"status":"not-ready","service":"garden","postgres":"down","kafka":"ok"}',
    { state: 'not ready', why: 'postgres down' },
  ],
  [500, 'oops', { state: 'not ready', why: 'it answered 500' }],
])('%d %s', async (status, body, health) => {
  expect(await healthOf(`http://${await answering(status, body)}`)).toEqual(health);
});

test('who is ready may have troubles: places that wait, consumers that hear nothing, keys and effects for a person', async () => {
  const failing = [
    { consumer: 'water', topic: 'garden.tree', partition: 3, offset: '7', failures: 2, error: 'no water\n  at bed' },
    { consumer: 'prune', topic: 'garden.tree', partition: 0, offset: '1', failures: 9, error: 'no shears' },
  ];
  const consumers = [
    { consumer: 'water', state: 'member', skipped: 0, parked: { keys: 2, messages: 9, dead: 1 } },
    { consumer: 'sow', state: 'joining', skipped: 0, error: 'not let in', parked: { keys: 1, messages: 1, dead: 0 } },
  ];
  const effects = { waiting: 4, parked: 1, contradictions: 2, stuck: 1 };
  const answer = { status: 'ready', postgres: 'ok', kafka: 'ok', relay: {}, consumers, failing, effects };
  expect(await healthOf(`http://${await answering(200, JSON.stringify(answer))}`)).toEqual({
    state: 'ready',
    troubles: [
      { what: '2 partitions wait', which: ['water garden.tree/3: no water', 'prune garden.tree/0: no shears'] },
      { what: '1 consumer hears nothing', which: ['sow: not let in'] },
      { what: '3 keys are parked', which: ['./holdfast messages status'] },
      { what: '1 message is dead', which: ['./holdfast messages status'] },
      { what: '1 effect is parked', which: ['./holdfast effects parked'] },
      { what: '2 effects have two outcomes', which: ['./holdfast effects parked'] },
      { what: '1 effect is stuck', which: [expect.stringContaining('see the log')] },
    ],
  });
});

test('nobody at the address does not answer', async () => {
  const port = await freePort();
  expect(await healthOf(`http://127.0.0.1:${port}`)).toEqual({ state: 'not answering' });
  expect(await healthOf(`127.0.0.1:${port}`)).toEqual({ state: 'not answering' });
});

test('of a server it is known that somebody is there', async () => {
  expect(await healthOf(await answering(200, ''))).toEqual({ state: 'answers' });
});

test('a frozen process does not answer, and is not waited for', async () => {
  const source = `require('http').createServer((_, r) => r.end('{}')).listen(0, '127.0.0.1', function () { console.log(this.address().port) })`;
  const child = spawn(process.execPath, ['-e', source], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [port] = (await once(child.stdout, 'data')) as [Buffer];
    child.kill('SIGSTOP');
    const place = `http://127.0.0.1:${String(port).trim()}`;
    expect(await healthOf(place, { patienceMs: 200 })).toEqual({ state: 'not answering' });
    child.kill('SIGCONT');
    expect(await healthOf(place, { patienceMs: 10_000 })).toEqual({ state: 'ready' });
  } finally {
    child.kill('SIGKILL');
  }
});
