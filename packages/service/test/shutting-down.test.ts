import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createService, Public, type Service } from '../src/index.ts';
import { shutDown } from '../src/runtime/shut-down.ts';
import { keepingLogger, nothingAnswers, pondWith } from './alone.ts';

let arrived: () => void;
let release: () => void;
let slowIsInside: Promise<void>;
let released: Promise<void>;

@Public()
@Controller('pond')
class PondController {
  @Get('slow')
  async slow() {
    arrived();
    await released;
    return { done: true };
  }
  @Post()
  add(@Body({ schema: z.strictObject({}) }) _body: object) {
    return { added: true };
  }
}

let service: Service;
let port: number;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
beforeEach(async () => {
  slowIsInside = new Promise((resolve) => (arrived = resolve));
  released = new Promise((resolve) => (release = resolve));
  service = await createService(pondWith({ controllers: [PondController] }), nothingAnswers, {
    logger: keepingLogger().logger,
  });
  await service.app.listen(0, '127.0.0.1');
  port = (service.app.getHttpServer().address() as AddressInfo).port;
});
afterEach(async () => {
  release();
  await service.app.close();
});

async function get(
  path: string,
  using: Agent | false = false,
): Promise<{ status: number | undefined; headers: object; body: unknown }> {
  const [answer] = (await once(request({ port, path, agent: using }).end(), 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(Buffer.concat(chunks).toString()) };
}

describe('a service that shuts down', () => {
  test('answers what is inside, lets nobody new in, and then has nothing left', async () => {
    const slow = get('/pond/slow', agent);
    await slowIsInside;
    const left = shutDown(service, 5_000);
    await expect(get('/pond/slow')).rejects.toThrow('ECONNREFUSED');
    expect(service.door.waiting()).toEqual(['GET /pond/slow']);
    release();
    expect(await slow).toMatchObject({ status: 200, headers: { connection: 'close' }, body: { done: true } });
    expect(await left).toEqual([]);
  });

  test('does not wait for an answer whose caller has hung up', async () => {
    const impatient = connect(port, '127.0.0.1');
    impatient.write('GET /pond/slow HTTP/1.1\r\nhost: pond\r\n\r\n');
    await slowIsInside;
    expect(service.door.waiting()).toEqual(['GET /pond/slow']);
    impatient.resetAndDestroy();
    await vi.waitFor(() => expect(service.door.waiting()).toEqual([]));
  });

  test('says what was left at the deadline', async () => {
    const slow = get('/pond/slow').catch(() => undefined);
    await slowIsInside;
    expect(await shutDown(service, 10)).toEqual([
      'requests and messages: GET /pond/slow',
      'timers',
      'effects',
      'outbox',
      'broker',
      'http',
      'database',
    ]);
    service.app.getHttpServer().closeAllConnections();
    await slow;
  });

  test('is not ready and says so where a connection was open before, and still lives', async () => {
    const slow = get('/pond/slow');
    await slowIsInside;
    const begun = await Promise.all(['/health/live', '/health/ready', '/pond/slow'].map((path) => begin(path)));
    await expect.poll(() => connections()).toBe(4);
    const left = shutDown(service, 5_000);
    const [live, ready, refused] = await Promise.all(begun.map((finish) => finish()));
    expect(live).toMatch(/^HTTP\/1.1 200 .*"status":"live"/s);
    expect(ready).toMatch(/^HTTP\/1.1 503 .*"status":"shutting-down"/s);
    expect(refused).toMatch(/^HTTP\/1.1 503 .*retry-after: 1.*"code":"shutting-down"/s);
    release();
    await slow;
    expect(await left).toEqual([]);
  });

  test('accepts nothing of a request whose body ends after it began to', async () => {
    const slow = get('/pond/slow');
    await slowIsInside;
    const finish = await begin('/pond', { body: '{' });
    await expect.poll(() => connections()).toBe(2);
    const left = shutDown(service, 5_000);
    expect(await finish('}')).toMatch(/^HTTP\/1.1 503 .*"code":"shutting-down"/s);
    release();
    await slow;
    expect(await left).toEqual([]);
  });

  test('does not wait for a body that never ends, and accepts nothing of it', async () => {
    const half = request({
      port,
      path: '/pond',
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': 2 },
    });
    half.on('error', () => {});
    half.write('{');
    await expect.poll(() => connections()).toBe(1);
    expect(await shutDown(service, 5_000)).toEqual([]);
    half.destroy();
  });

  test('gives up connections that only wait', async () => {
    expect((await get('/health/live', agent)).status).toBe(200);
    expect(await shutDown(service, 5_000)).toEqual([]);
    expect(await connections()).toBe(0);
  });
});

function connections(): Promise<number> {
  return new Promise((resolve) =>
    service.app.getHttpServer().getConnections((_error: unknown, count: number) => resolve(count)),
  );
}

/** Begins a request on a connection of its own. What comes back ends it, and reads until the connection is closed. */
async function begin(path: string, { body }: { body?: string } = {}): Promise<(end?: string) => Promise<string>> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  await once(socket, 'connect');
  const method = body === undefined ? 'GET' : 'POST';
  const headers = body === undefined ? '' : `content-type: application/json\r\ncontent-length: 2\r\n\r\n${body}`;
  socket.write(`${method} ${path} HTTP/1.1\r\nhost: here\r\n${headers}`);
  return async (end = '\r\n') => {
    socket.write(end);
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    return text;
  };
}
