import { Body, ConflictException, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createService, IdempotencyKey, Public, type Problem, type Service } from '../src/index.ts';
import { keepingLogger, nothingAnswers, pondWith, PondWork } from './alone.ts';

const FishBody = z.strictObject({
  name: z.string().min(1),
  weights: z.array(z.strictObject({ grams: z.int().min(1).max(1_000) })).max(3),
});
const secret = 'carp@example.org';

class FishUnknown extends Error {
  readonly code = 'fish-unknown';
}

@Public()
@Controller({ path: 'fish', version: '1' })
class FishController {
  private readonly work: PondWork;

  constructor(@Inject(PondWork) work: PondWork) {
    this.work = work;
  }

  @Post()
  @HttpCode(202)
  add(@Body({ schema: FishBody }) body: z.infer<typeof FishBody>, @IdempotencyKey() once: object) {
    return { body, once };
  }

  @Get('list')
  list(@Query({ schema: z.object({ limit: z.coerce.number().int().max(10) }) }) query: object) {
    return query;
  }

  @Get(':id')
  show(@Param('id', { schema: z.uuid() }) id: string): never {
    throw new FishUnknown(`there is no fish ${id}`);
  }

  @Post('broken')
  broken(): never {
    throw new Error(`cannot write to ${secret}`);
  }

  @Post('twice')
  twice(): never {
    throw new ConflictException('there is one already');
  }

  @Post('away')
  away() {
    return this.work.run(
      Object.assign(async () => 1, { useCase: 'pond.nothing' }),
      {},
    );
  }
}

const log = keepingLogger();
let service: Service;
beforeAll(async () => {
  const module = pondWith({ controllers: [FishController], problems: { 'fish-unknown': 404 } });
  service = await createService(module, nothingAnswers, { logger: log.logger });
});
afterAll(() => service.app.close());

const fish = { name: 'Hilda', weights: [{ grams: 3 }] };
const json = { 'content-type': 'application/json', 'idempotency-key': 'k-1' };
const add = (payload: unknown, headers: Record<string, string> = json) =>
  service.app.inject({
    method: 'POST',
    url: '/v1/fish',
    headers,
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });
const get = (url: string) => service.app.inject({ method: 'GET', url });
const post = (url: string) => service.app.inject({ method: 'POST', url });
const hashOf = async (payload: string) => (await add(payload)).json<{ once: { bodyHash: string } }>().once.bodyHash;
const padded = (bytes: number) => JSON.stringify(fish).padEnd(bytes, ' ');
type Answer = Awaited<ReturnType<typeof add>>;

/** The problem in an answer; only where the answer as a whole is one. */
function problemIn(answer: Answer): Problem {
  const problem = answer.json<Problem>();
  expect(problem).toMatchObject({
    status: answer.statusCode,
    type: `urn:holdfast:problem:${problem.code}`,
    title: expect.any(String),
  });
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  return problem;
}

describe('a request that is right', () => {
  test('reaches the handler with its key and what was asked', async () => {
    const answer = await add(fish);
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toEqual({
      body: fish,
      once: { key: 'k-1', bodyHash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });
});

describe('a body that is wrong', () => {
  test.each(['{', 'name=Hilda', '', '{"name":1}x'])('is `not-json`: %j', async (payload) => {
    expect(problemIn(await add(payload))).toMatchObject({ status: 400, code: 'not-json' });
  });

  test.each([json, { 'idempotency-key': 'k-1' }])(
    'is asked for when there is none, with the headers %j',
    async (headers) => {
      const answer = await service.app.inject({ method: 'POST', url: '/v1/fish', headers });
      const detail = 'The body is empty; JSON is expected.';
      expect(problemIn(answer)).toMatchObject({ status: 400, code: 'not-json', detail });
    },
  );

  test('is refused when it is nested so deep that no schema could walk it', async () => {
    const problem = problemIn(await add('['.repeat(30_000) + ']'.repeat(30_000)));
    expect(problem).toMatchObject({ status: 400, code: 'invalid-body' });
    expect(problem.detail).toContain('64 levels');
  });

  test('says of a field that is not there that it is missing', async () => {
    const problems = [{ path: 'weights[0].grams', message: 'is missing' }];
    expect(problemIn(await add({ ...fish, weights: [{}] })).problems).toEqual(problems);
  });

  test.each<[string, unknown, string[]]>([
    ['quantity 0', { ...fish, weights: [{ grams: 0 }] }, ['weights[0].grams']],
    ['negative', { ...fish, weights: [{ grams: 1 }, { grams: -1 }] }, ['weights[1].grams']],
    ['fractional', { ...fish, weights: [{ grams: 0.5 }] }, ['weights[0].grams']],
    ['too large', { ...fish, weights: [{ grams: 1_001 }] }, ['weights[0].grams']],
    ['too many', { ...fish, weights: [1, 2, 3, 4].map((grams) => ({ grams })) }, ['weights']],
    ['missing', {}, ['name', 'weights']],
    ['a wrong type', { ...fish, name: 7 }, ['name']],
    ['no object', [], ['']],
    ['nothing', null, ['']],
    ['an unknown field', { ...fish, colour: 'red' }, ['colour']],
    [
      'unknown fields, also below',
      { ...fish, colour: 'red', size: 1, weights: [{ grams: 1, unit: 'g' }] },
      ['colour', 'size', 'weights[0].unit'],
    ],
    [
      'all at once',
      { name: '', weights: [{ grams: 0 }, { grams: 'x' }], extra: 1 },
      ['extra', 'name', 'weights[0].grams', 'weights[1].grams'],
    ],
  ])('names every place: %s', async (_name, payload, paths) => {
    const { code, status, problems } = problemIn(await add(payload));
    expect({ code, status }).toEqual({ code: 'invalid-body', status: 400 });
    expect(problems?.map(({ path }) => path).toSorted()).toEqual(paths);
  });

  test('is refused when it holds a key that would change an object', async () => {
    expect((await add('{"name":"a","weights":[],"__proto__":{"x":1}}')).statusCode).toBe(400);
  });

  test('is refused above 64 KB, and taken up to it', async () => {
    expect((await add(padded(64 * 1024))).statusCode).toBe(202);
    expect(problemIn(await add(padded(64 * 1024 + 1)))).toMatchObject({ status: 413, code: 'body-too-large' });
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'nonsense'])(
    'is refused as %s',
    async (type) => {
      expect(problemIn(await add(fish, { ...json, 'content-type': type }))).toMatchObject({
        status: 415,
        code: 'unsupported-media-type',
      });
    },
  );
});

describe('an idempotency key', () => {
  const without = { 'content-type': 'application/json' };

  test('that is missing is asked for', async () => {
    expect(problemIn(await add(fish, without))).toMatchObject({ status: 400, code: 'idempotency-key-missing' });
    expect(problemIn(await add(fish, { ...without, 'idempotency-key': '' }))).toMatchObject({
      status: 400,
      code: 'idempotency-key-missing',
    });
  });

  test.each(['two words', 'k'.repeat(256), 'ümlaut'])('is refused when it cannot be a name: %j', async (key) => {
    expect(problemIn(await add(fish, { ...without, 'idempotency-key': key }))).toMatchObject({
      status: 400,
      code: 'idempotency-key-invalid',
    });
  });

  test('comes with the same hash however the body is written, and with another for another body', async () => {
    const first = await hashOf('{"name":"Hilda","weights":[]}');
    expect(await hashOf(' {"weights": [], "name": "Hild\\u0061"}')).toBe(first);
    expect(await hashOf('{"name":"Hulda","weights":[]}')).not.toBe(first);
  });
});

describe('an address that is wrong', () => {
  test('leads nowhere', async () => {
    const unknown = { status: 404, code: 'unknown-route' };
    expect(problemIn(await get('/v1/birds?name=secret'))).toMatchObject({ ...unknown, instance: '/v1/birds' });
    expect(problemIn(await get('/v2/fish/list'))).toMatchObject({ status: 404, code: 'unknown-route' });
    expect(problemIn(await service.app.inject({ method: 'DELETE', url: '/v1/fish' }))).toMatchObject({
      status: 404,
      code: 'unknown-route',
    });
  });

  test('has a malformed id', async () => {
    const problems = [{ path: 'id', message: 'Invalid UUID' }];
    expect(problemIn(await get('/v1/fish/7'))).toMatchObject({ status: 400, code: 'invalid-path', problems });
  });

  test('has a malformed query', async () => {
    const problems = [{ path: 'limit', message: expect.any(String) }];
    expect(problemIn(await get('/v1/fish/list?limit=99'))).toMatchObject({
      status: 400,
      code: 'invalid-query',
      problems,
    });
  });

  test('cannot be read at all', async () => {
    expect(problemIn(await get('/v1/fish/%c0'))).toMatchObject({ status: 400, code: 'malformed-url' });
  });
});

describe('an error of the service', () => {
  test('answers with its code, the status of the table and its own words', async () => {
    const id = '0198f7c5-7c54-7b1c-8f6a-3a8b6d6a5a11';
    const problem = problemIn(await get(`/v1/fish/${id}`));
    expect(problem).toMatchObject({ status: 404, code: 'fish-unknown', detail: `there is no fish ${id}` });
  });

  test('of Nest keeps its status', async () => {
    expect(problemIn(await post('/v1/fish/twice'))).toMatchObject({ status: 409, code: 'conflict' });
  });

  test('that nobody planned for is told to the log and not to the caller', async () => {
    const answer = await post('/v1/fish/broken');
    const { traceId, ...problem } = problemIn(answer);
    expect(problem).toMatchObject({ status: 500, code: 'internal' });
    expect(answer.body).not.toContain(secret);
    expect(log.lines()).toContainEqual(
      expect.objectContaining({
        level: 50,
        err: expect.objectContaining({ message: expect.stringContaining('cannot write') }),
      }),
    );
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(answer.headers.traceparent).toContain(traceId);
  });

  test('that a missing database causes asks to come again', async () => {
    const answer = await post('/v1/fish/away');
    expect(problemIn(answer)).toMatchObject({ status: 503, code: 'database-unavailable' });
    expect(answer.headers['retry-after']).toBe('2');
  });
});
