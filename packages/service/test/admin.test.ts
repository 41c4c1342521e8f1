import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { Controller, Get } from '@nestjs/common';
import { afterAll, describe, expect, test } from 'vitest';
import { AdminSurface, createService, Public, Roles, type Problem, type RouteFacts } from '../src/index.ts';
import { shutDown } from '../src/runtime/shut-down.ts';
import { testIssuer } from '../src/testing/test-issuer.ts';
import { keepingLogger, nothingAnswers, pondWith } from './alone.ts';

@Controller('pond')
class PondController {
  @Public() @Get('water') water() {
    return { water: 'clear' };
  }
  @Public() @AdminSurface() @Get('drain') drain() {
    return { drain: 'shut' };
  }
  @Roles('keeper') @AdminSurface() @Get('sluice') sluice() {
    return { sluice: 'shut' };
  }
  @AdminSurface() @Get('forgotten') forgotten() {
    return {};
  }
}

const issuer = await testIssuer();
const log = keepingLogger();
const create = () =>
  createService(
    pondWith({ controllers: [PondController] }),
    {
      ...nothingAnswers,
      ADMIN_HOST: 'pond-admin',
      TOKEN_ISSUER: 'https://issuer.test',
      TOKEN_AUDIENCE: 'a-test',
      RATE_LIMIT_PER_MINUTE: 3,
    },
    { logger: log.logger, keys: issuer.keys },
  );
const service = await create();
const adminUrl = await service.admin.listen({ port: 0, host: '127.0.0.1' });
afterAll(async () => {
  service.admin.close();
  await service.app.close();
});

async function admin(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const answer = await fetch(`${adminUrl}${path}`, { headers, method });
  return { status: answer.status, body: (await answer.json()) as Partial<Problem> & Record<string, unknown> };
}
/** With the `Host` of one's own choice, which `fetch` does not let one choose. */
async function adminAs(host: string) {
  const asked = get(`${adminUrl}/health/live`, { headers: { host } });
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, body: JSON.parse(await text(answer)) as Partial<Problem> };
}
const inPublic = async (url: string, headers: Record<string, string> = {}) => {
  const answer = await service.app.inject({ url, headers });
  return { status: answer.statusCode, body: answer.json<object>() };
};
const unknown = { status: 404, body: { code: 'unknown-route' } };

describe('the admin listener', () => {
  test('answers what is marked for it, which the public one does not', async () => {
    expect(await admin('/pond/drain')).toMatchObject({ status: 200, body: { drain: 'shut' } });
    expect(await inPublic('/pond/drain')).toMatchObject(unknown);
    expect(await inPublic('/pond/drain', await issuer.headersOf({ id: 'rose', roles: ['keeper'] }))).toMatchObject(
      unknown,
    );
  });

  test('does not answer what is not marked for it', async () => {
    expect(await admin('/pond/water')).toMatchObject(unknown);
    expect(await admin('/docs')).toMatchObject(unknown);
    expect(await admin('/openapi.json')).toMatchObject(unknown);
    expect(await admin('/nowhere')).toMatchObject(unknown);
  });

  test('asks who asks, all the same', async () => {
    expect(await admin('/pond/sluice')).toMatchObject({ status: 401 });
    expect(await admin('/pond/forgotten')).toMatchObject({ status: 401 });
    expect(await admin('/pond/sluice', await issuer.headersOf({ id: 'rose', roles: ['keeper'] }))).toMatchObject({
      status: 200,
    });
  });

  test('is not reached by a header that names it', async () => {
    const pretending = { host: new URL(adminUrl).host, 'x-forwarded-host': 'admin', 'x-forwarded-port': '1' };
    expect(await inPublic('/pond/drain', pretending)).toMatchObject(unknown);
    expect(await inPublic('/routes', pretending)).toMatchObject(unknown);
  });

  test.each(['elsewhere.test', '127.0.0.1.elsewhere.test:9090', 'localhost.elsewhere.test'])(
    'is not there for a name that somebody made lead here: %s',
    async (host) => {
      expect(await adminAs(host)).toMatchObject({ status: 421, body: { code: 'unknown-host' } });
    },
  );

  test.each(['localhost:9090', '127.0.0.1', '10.2.3.4:9090', '[fd00::7]:9090', 'POND-ADMIN:9090'])(
    'is there for this machine, an address and the name that it was given: %s',
    async (host) => {
      expect(await adminAs(host)).toMatchObject({ status: 200 });
    },
  );

  test('lists every route, with its surface', async () => {
    const { body } = await admin('/routes');
    const routes = body as unknown as RouteFacts[];
    expect(routes).toEqual(service.routes());
    expect(routes).toContainEqual({ method: 'GET', path: '/pond/drain', surface: 'admin', access: 'public' });
    expect(routes).toContainEqual({ method: 'GET', path: '/pond/sluice', surface: 'admin', access: ['keeper'] });
    expect(routes).toContainEqual({ method: 'GET', path: '/pond/forgotten', surface: 'admin', access: 'denied' });
    expect(routes).toContainEqual({ method: 'GET', path: '/pond/water', surface: 'public', access: 'public' });
    expect(routes.filter(({ path }) => path === '/health/ready').map(({ surface }) => surface)).toEqual([
      'public',
      'admin',
      'public',
      'admin',
    ]);
  });

  test('is not counted', async () => {
    const answers = await Promise.all(Array.from({ length: 9 }, () => admin('/health/live')));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 9 }, () => 200));
  });
});

describe('readiness', () => {
  test('is told to everybody, and why to those who run it', async () => {
    expect(await inPublic('/health/ready')).toEqual({ status: 503, body: { status: 'not-ready' } });
    expect(await admin('/health/ready')).toMatchObject({
      status: 503,
      body: { status: 'not-ready', postgres: 'missing', kafka: 'missing', release: '2026.1', service: 'pond' },
    });
    expect(await inPublic('/health/live')).toEqual({ status: 200, body: { status: 'live' } });
  });
});

describe('a port that is taken', () => {
  test('is an error, and not silence', async () => {
    const another = await create();
    const { port } = new URL(adminUrl);
    await expect(another.admin.listen({ port: Number(port), host: '127.0.0.1' })).rejects.toThrow('EADDRINUSE');
    await another.app.close();
  });
});

describe('a service that shuts down', () => {
  test('closes the admin listener too', async () => {
    const another = await create();
    const url = await another.admin.listen({ port: 0, host: '127.0.0.1' });
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect(await shutDown(another, 5_000)).toEqual([]);
    await expect(fetch(`${url}/health/live`)).rejects.toThrow('fetch failed');
  });
});
