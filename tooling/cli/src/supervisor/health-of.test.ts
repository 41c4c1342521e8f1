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
