import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { createService, Public, Roles, type Problem, type Service, type ServiceConfig } from '../src/index.ts';
import { testIssuer } from '../src/testing/test-issuer.ts';
import { keepingLogger, nothingAnswers, pondWith } from './alone.ts';

@Controller('pond')
class PondController {
  @Roles('keeper') @Get() show() {
    return {};
  }
  @Public() @Get('sign') sign() {
    return {};
  }
  @Public() @Post('fish') add(@Body({ schema: z.strictObject({}) }) _body: object) {
    return {};
  }
}

const issuer = await testIssuer();

async function pond(perMinute = 1_000, changes: Partial<ServiceConfig> = {}): Promise<Service> {
  const service = await createService(
    pondWith({ controllers: [PondController] }),
    {
      ...nothingAnswers,
      TOKEN_ISSUER: 'https://issuer.test',
      TOKEN_AUDIENCE: 'a-test',
      RATE_LIMIT_PER_MINUTE: perMinute,
      ...changes,
    },
    { logger: keepingLogger().logger, keys: issuer.keys },
  );
  onTestFinished(() => service.app.close());
  return service;
}

type Asked = { id?: string; url?: string; authorization?: string; from?: string };
async function ask(service: Service, { id, url = '/pond', authorization, from = '10.0.0.1' }: Asked) {
  const headers = {
    ...(id !== undefined && (await issuer.headersOf({ id, roles: ['keeper'] }))),
    ...(authorization !== undefined && { authorization }),
  };
  return service.app.inject({ url, headers, remoteAddress: from });
}
const status = async (service: Service, asked: Asked) => (await ask(service, asked)).statusCode;

describe('the limit of requests', () => {
  test('is each actor’s own, wherever he asks from', async () => {
    const service = await pond(2);
    const rose = [{ from: '10.0.0.1' }, { from: '10.0.0.2' }, { from: '10.0.0.3' }];
    const answers: number[] = [];
    for (const one of rose) answers.push(await status(service, { id: 'rose', ...one }));
    expect(answers).toEqual([200, 200, 429]);
    expect(await status(service, { id: 'thorn' })).toBe(200);
  });

  test('says how long to wait', async () => {
    const service = await pond(1);
    await ask(service, { id: 'rose' });
    const answer = await ask(service, { id: 'rose' });
    expect(answer.json<Problem>()).toMatchObject({ status: 429, code: 'too-many-requests' });
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(60);
  });

  test('is the address’s where nobody says who he is, or says it wrongly', async () => {
    const service = await pond(3);
    expect(await status(service, {})).toBe(401);
    expect(await status(service, { authorization: 'Bearer a.b.c' })).toBe(401);
    expect(await status(service, { url: '/nowhere' })).toBe(404);
    expect(await status(service, {})).toBe(429);
    expect(await status(service, { authorization: 'Bearer a.b.c' })).toBe(429);
    expect(await status(service, { from: '10.0.0.9' })).toBe(401);
    expect(await status(service, { id: 'rose' })).toBe(200);
  });

  test('is each public route’s own for an address, so that a flood elsewhere does not shut it', async () => {
    const service = await pond(1);
    const flood = ['/nowhere', '/pond', '/docs'].map((url) => ({ url }));
    for (const one of [...flood, ...flood]) await ask(service, one);
    expect(await status(service, { url: '/pond' })).toBe(429);
    expect(await status(service, { url: '/docs' })).toBe(429);
    expect(await status(service, { url: '/pond/sign', authorization: 'Bearer of-a-webhook' })).toBe(200);
    expect(await status(service, { url: '/pond/sign?again', authorization: 'Bearer of-a-webhook' })).toBe(429);
    expect(await status(service, { url: '/pond/sign', from: '10.0.0.9' })).toBe(200);
    expect(await status(service, { url: '/pond/sign', id: 'rose' })).toBe(200);
  });

  test('is the network’s where the address is of IPv6', async () => {
    const service = await pond(1);
    expect(await status(service, { from: '2001:db8:1:2::1' })).toBe(401);
    expect(await status(service, { from: '2001:db8:1:2::beef' })).toBe(429);
    expect(await status(service, { from: '2001:db8:1:3::1' })).toBe(401);
  });

  test('is not the health routes’', async () => {
    const service = await pond(1);
    for (let count = 0; count < 3; count += 1) expect(await status(service, { url: '/health/live' })).toBe(200);
  });

  test('does not believe an address that the caller writes down himself', async () => {
    const service = await pond(1);
    const asking = (address: string) =>
      service.app.inject({ url: '/pond', headers: { 'x-forwarded-for': address }, remoteAddress: '10.0.0.1' });
    expect((await asking('10.0.0.2')).statusCode).toBe(401);
    expect((await asking('10.0.0.3')).statusCode).toBe(429);
  });

  test('believes the address that a trusted proxy writes down, and only what that one wrote', async () => {
    const service = await pond(1, { TRUSTED_PROXIES: ['10.0.0.1', '192.168.0.0/16'] });
    const asking = async (address: string, through: string) =>
      (await service.app.inject({ url: '/pond', headers: { 'x-forwarded-for': address }, remoteAddress: through }))
        .statusCode;
    expect(await asking('10.1.1.1', '10.0.0.1')).toBe(401);
    expect(await asking('10.1.1.2', '10.0.0.1')).toBe(401);
    expect(await asking('10.1.1.1', '192.168.3.4')).toBe(429);
    expect(await asking('10.1.1.9, 10.1.1.1', '10.0.0.1')).toBe(429);
    expect(await asking('10.1.1.3', '10.0.0.2')).toBe(401);
    expect(await asking('10.1.1.4', '10.0.0.2')).toBe(429);
  });
});

describe('security headers', () => {
  test.each(['/pond', '/nowhere', '/docs', '/health/live', '/openapi.json'])(
    'are on the answer of a route and of a refusal: %s',
    async (url) => {
      const { headers } = await ask(await pond(), { url });
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'SAMEORIGIN',
        'referrer-policy': 'no-referrer',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
      });
      expect(headers).not.toHaveProperty('x-powered-by');
    },
  );
});

/** What comes back for these bytes, until the connection is closed. */
async function raw(service: Service, bytes: string): Promise<{ head: string; problem: Problem }> {
  const { port } = service.app.getHttpServer().address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => (text += part));
  socket.on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'close');
  const [head = '', body = ''] = text.split('\r\n\r\n');
  return { head, problem: JSON.parse(body) as Problem };
}

describe('what Node cannot read as a request', () => {
  test.each<[string, string, Partial<Problem>]>([
    [
      'headers that are too large',
      `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(17_000)}\r\n\r\n`,
      { status: 431, code: 'headers-too-large' },
    ],
    ['a method that is none', 'PLANT / HTTP/1.1\r\nhost: a\r\n\r\n', { status: 400, code: 'unknown-method' }],
    ['no HTTP at all', 'hello\r\n\r\n', { status: 400 }],
    [
      'two lengths of one body',
      'POST /pond/fish HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\na',
      { status: 400, code: 'not-http' },
    ],
    [
      'a length and chunks',
      'POST /pond/fish HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      { status: 400, code: 'not-http' },
    ],
  ])('is refused like any other: %s', async (_what, bytes, expected) => {
    const service = await pond();
    await service.app.listen(0, '127.0.0.1');
    const { head, problem } = await raw(service, bytes);
    expect(problem).toMatchObject({ ...expected, type: `urn:holdfast:problem:${problem.code}` });
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${problem.status} `));
    expect(head).toContain('content-type: application/problem+json');
  });
});

describe('the limits of a connection', () => {
  test('are set, and not what Node happens to have', async () => {
    const server = (await pond()).app.getHttpServer();
    expect(server).toMatchObject({ maxConnections: 1_000, headersTimeout: 10_000, requestTimeout: 30_000 });
  });
});
