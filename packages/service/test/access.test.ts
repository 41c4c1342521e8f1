import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { All, Controller, Get, Head, Inject, Post } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { afterAll, describe, expect, test } from 'vitest';
import { createService, Public, Roles, type Problem } from '../src/index.ts';
import { testIssuer } from '../src/testing/test-issuer.ts';
import { keepingLogger, nothingAnswers, pondWith } from './alone.ts';

const done = { done: true };

@Controller('bare')
class BareController {
  @Get() show() {
    return done;
  }
  @Post('deep/:id') add() {
    return done;
  }
}

@Public()
@Controller('open')
class OpenController {
  @Get() show() {
    return done;
  }
  @Roles('keeper') @Get('closed') closed() {
    return done;
  }
}

@Roles('keeper')
@Controller('closed')
class ClosedController {
  @Get() show() {
    return done;
  }
  @Public() @Get('open') open() {
    return done;
  }
  @Roles('owner', 'heir') @Get('owned') owned() {
    return done;
  }
}

@Controller('ways')
class WaysController {
  @Roles('keeper') @Get('Here') here() {
    return done;
  }
  @Roles('keeper') @All('all') all() {
    return done;
  }
  @Roles('keeper') @Head('head') head() {
    return done;
  }
  @Roles('keeper') @Get(['one', 'two']) several() {
    return done;
  }
}

@Controller('docs')
class ManualController {
  @Post() write() {
    return done;
  }
  @Get('manual') show() {
    return done;
  }
  @Roles('keeper') @Get('kept') kept() {
    return done;
  }
}

/** What an app can do behind Nest's back. */
class Straight {
  readonly done = true;

  constructor(@Inject(HttpAdapterHost) { httpAdapter }: HttpAdapterHost) {
    const fastify = httpAdapter.getInstance<FastifyInstance>();
    httpAdapter.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
      if (request.url !== '/behind' && request.headers['x-answer'] === undefined) return next();
      response.writeHead(418).end();
    });
    fastify.get('/straight', async () => done);
    fastify.get('/docs/straight', async () => done);
    fastify.put('/docs', async () => done);
    fastify.get('/straight/pretending', { config: { access: 'public' } }, async () => done);
    void fastify.register(async (scope) => void scope.get('/scoped', async () => done), { prefix: '/plugin' });
  }
}

const issuer = await testIssuer();
const service = await createService(
  pondWith({
    controllers: [BareController, OpenController, ClosedController, WaysController, ManualController],
    providers: [Straight],
  }),
  { ...nothingAnswers, TOKEN_ISSUER: 'https://issuer.test', TOKEN_AUDIENCE: 'a-test' },
  { logger: keepingLogger().logger, keys: issuer.keys },
);
await service.app.listen(0, '127.0.0.1');
afterAll(() => service.app.close());

const keeper = await issuer.headersOf({ id: 'rose', roles: ['keeper'] });
const heir = await issuer.headersOf({ id: 'thorn', roles: ['heir'] });
const nobody = await issuer.headersOf({ id: 'weed', roles: [] });

type Method = 'GET' | 'HEAD' | 'POST' | 'OPTIONS' | 'PUT' | 'DELETE' | 'PATCH';
async function ask(url: string, headers: object = {}, method: Method = 'GET'): Promise<string> {
  const answer = await service.app.inject({ method, url, headers: { ...headers } });
  const code = answer.body.includes('"code"') ? ` ${answer.json<Problem>().code}` : '';
  return `${answer.statusCode}${code}`;
}

async function statusOf(requestLine: string): Promise<string> {
  const { port } = service.app.getHttpServer().address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  socket.end(`${requestLine}\r\nhost: here\r\nconnection: close\r\n\r\n`);
  const [first] = (await once(socket, 'data')) as [Buffer];
  return first.toString().split('\r\n', 1)[0]!;
}

describe('a route that nobody said a word about', () => {
  test.each(['/bare', '/bare/'])('is denied to everybody: %s', async (url) => {
    expect(await ask(url)).toBe('401 unauthenticated');
    expect(await ask(url, keeper)).toBe('403 no-roles-declared');
  });

  test('is denied before its body is read', async () => {
    const answer = await service.app.inject({
      method: 'POST',
      url: '/bare/deep/7',
      headers: { 'content-type': 'application/json' },
      payload: '{',
    });
    expect(answer.statusCode).toBe(401);
  });
});

describe('a decorated route', () => {
  test('takes what the class says, unless the method says something', async () => {
    expect(await ask('/open')).toBe('200');
    expect(await ask('/open/closed')).toBe('401 unauthenticated');
    expect(await ask('/open/closed', heir)).toBe('403 not-allowed');
    expect(await ask('/open/closed', keeper)).toBe('200');
    expect(await ask('/closed')).toBe('401 unauthenticated');
    expect(await ask('/closed', keeper)).toBe('200');
    expect(await ask('/closed/open')).toBe('200');
  });

  test('is not opened by where the documentation is', async () => {
    expect(await ask('/docs/manual', keeper)).toBe('403 no-roles-declared');
    expect(await ask('/docs', keeper, 'POST')).toBe('403 no-roles-declared');
    expect(await ask('/docs', keeper, 'PUT')).toBe('403 no-roles-declared');
    expect(await ask('/docs/kept')).toBe('401 unauthenticated');
    expect(await ask('/docs/kept', keeper)).toBe('200');
  });

  test('lets in who has one of the roles, and nobody else', async () => {
    expect(await ask('/closed/owned', heir)).toBe('200');
    expect(await ask('/closed/owned', keeper)).toBe('403 not-allowed');
    expect(await ask('/closed/owned', nobody)).toBe('403 not-allowed');
  });
});

describe('another way to write an address', () => {
  test('a trailing slash leads to the same route', async () => {
    expect(await ask('/closed/')).toBe('401 unauthenticated');
    expect(await ask('/closed/', keeper)).toBe('200');
  });

  test.each(['/CLOSED', '/ways/here', '//closed', '/closed//', '/closed%2F'])(
    'other letters and other slashes lead nowhere: %s',
    async (url) => {
      expect(await ask(url)).toBe('404 unknown-route');
    },
  );

  test.each(['/open/../closed', '/./closed', '/open/%2e%2e/closed', 'http://elsewhere/bare', 'closed', '*'])(
    'detours, as they go over the wire, lead nowhere or to a closed door: %s',
    async (target) => {
      expect(await statusOf(`GET ${target} HTTP/1.1`)).toMatch(/^HTTP\/1\.1 (400|401|404) /);
    },
  );

  test('escapes, queries and fragments change nothing', async () => {
    for (const url of ['/%63losed', '/closed?a=/open', '/closed#/open', '/closed/?', '/closed;open']) {
      expect(await ask(url)).toMatch(/^(401 unauthenticated|404 unknown-route)$/);
    }
  });
});

describe('another method', () => {
  test('HEAD is as closed as GET', async () => {
    expect(await ask('/closed', {}, 'HEAD')).toBe('401');
    expect(await ask('/closed', keeper, 'HEAD')).toBe('200');
    expect(await ask('/bare', keeper, 'HEAD')).toBe('403');
    expect(await ask('/straight', keeper, 'HEAD')).toBe('403');
    expect(await ask('/ways/head', {}, 'HEAD')).toBe('401');
  });

  test.each(['OPTIONS', 'PUT', 'DELETE', 'PATCH', 'POST'] as const)(
    '%s leads nowhere, or is closed',
    async (method) => {
      expect(await ask('/closed', keeper, method)).toMatch(/^404/);
      expect(await ask('/ways/all', {}, method)).toMatch(/^401/);
      expect(await ask('/ways/all', heir, method)).toMatch(/^403/);
    },
  );

  test('of an override header is not heard', async () => {
    expect(await ask('/closed', { 'x-http-method-override': 'GET' }, 'POST')).toMatch(/^404/);
  });
});

describe('a route that is no controller’s', () => {
  test.each(['/straight', '/straight/', '/straight/pretending', '/plugin/scoped', '/docs/straight'])(
    'is denied to everybody: %s',
    async (url) => {
      expect(await ask(url)).toBe('401 unauthenticated');
      expect(await ask(url, keeper)).toBe('403 no-roles-declared');
    },
  );
});

describe('an address that is no route', () => {
  test('is answered before any middleware, which no list would show', async () => {
    expect(await ask('/behind')).toBe('404 unknown-route');
    expect(await ask('/closed', { 'x-answer': 'yes' })).toBe('401 unauthenticated');
    expect(await ask('/open', { 'x-answer': 'yes' })).toBe('418');
  });
});

describe('the list of routes', () => {
  const listed = (path: string) =>
    service
      .routes()
      .filter((route) => route.path === path)
      .map(({ method, access }) => `${method} ${Array.isArray(access) ? access.join('+') : String(access)}`);

  test('has each of them, with who may use it', () => {
    expect(listed('/open')).toEqual(['GET public', 'HEAD public']);
    expect(listed('/open/closed')).toEqual(['GET keeper', 'HEAD keeper']);
    expect(listed('/closed/owned')).toEqual(['GET owner+heir', 'HEAD owner+heir']);
    expect(listed('/bare/deep/:id')).toEqual(['POST denied']);
    expect(listed('/straight')).toEqual(['GET denied', 'HEAD denied']);
    expect(listed('/plugin/scoped')).toEqual(['GET denied', 'HEAD denied']);
    expect(listed('/ways/two')).toEqual(['GET keeper', 'HEAD keeper']);
    expect(listed('/ways/all')).toContain('DELETE keeper');
  });

  // What the router knows, and what the list says, come from different places.
  test('is as long as what the router prints', () => {
    const fastify = service.app.getHttpAdapter().getInstance();
    const printed = [...fastify.printRoutes({ commonPrefix: false }).matchAll(/\(([A-Z, -]+)\)/g)];
    const inRouter = printed.flatMap(([, methods]) => methods!.split(', ')).length;
    const inList = new Set(service.routes().map(({ method, path }) => `${method} ${path}`)).size;
    expect(inList).toBe(inRouter);
  });

  test('has nothing that is public and was not said to be', () => {
    const open = service.routes().filter(({ access, surface }) => access === 'public' && surface === 'public');
    expect([...new Set(open.map(({ path }) => path))].toSorted()).toEqual([
      '/closed/open',
      '/docs',
      '/docs/*',
      '/docs/LICENSE',
      '/docs/docs/swagger-ui-init.js',
      '/docs/index.html',
      '/docs/swagger-ui-init.js',
      '/health/live',
      '/health/ready',
      '/open',
      '/openapi.json',
    ]);
  });
});
