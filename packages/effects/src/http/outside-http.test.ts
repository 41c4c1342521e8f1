import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { anAttempt } from '../testing/an-attempt.ts';
import { AnswerLost, UnexpectedAnswer } from './answer-lost.ts';
import { OutsideHttp, type OutsideHttpOptions } from './outside-http.ts';

const answers = { 201: z.object({ litres: z.int() }), 402: z.object({ reason: z.string() }) };

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

async function outside(listener: Listener, options: Partial<OutsideHttpOptions> = {}) {
  const server = createServer((request, response) => void listener(request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return new OutsideHttp({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/garden`, ...options });
}

const answering =
  (status: number, body: string): Listener =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);

const water = (http: OutsideHttp, attempt = anAttempt()) =>
  http.post('/waterings', { attempt, body: { plant: 'fern' }, answers });

describe('a request to the outside', () => {
  test('that acts carries the key of its attempt, and its body as JSON', async () => {
    const seen: unknown[] = [];
    const attempt = anAttempt();
    const http = await outside(
      async (request, response) => {
        const { 'idempotency-key': key, 'content-type': type, authorization } = request.headers;
        const body = (await request.toArray()).join('');
        seen.push({ method: request.method, url: request.url, key, type, authorization, body });
        response.writeHead(201).end('{"litres":2,"more":true}');
      },
      { headers: { authorization: 'Bearer spring' } },
    );

    expect(await water(http, attempt)).toEqual({ litres: 2 });
    expect(seen).toEqual([
      {
        method: 'POST',
        url: '/garden/waterings',
        key: attempt.idempotencyKey,
        type: 'application/json',
        authorization: 'Bearer spring',
        body: '{"plant":"fern"}',
      },
    ]);
  });

  test('that looks carries no key, and its query as it should be written', async () => {
    const http = await outside((request, response) =>
      response.end(JSON.stringify([request.method, request.url, request.headers['idempotency-key'] ?? 'no key'])),
    );
    const question = { attempt: anAttempt(), query: { plant: 'fern/1 & 2' }, answers: { 200: z.array(z.string()) } };

    expect(await http.get('/waterings', question)).toEqual(['GET', '/garden/waterings?plant=fern%2F1+%26+2', 'no key']);
  });

  test('brings each status that is understood in its own way', async () => {
    const http = await outside(answering(402, '{"reason":"dry"}'));

    expect(await water(http)).toEqual({ reason: 'dry' });
  });

  test('may be answered with nothing, where that is an answer', async () => {
    const http = await outside((_, response) => response.writeHead(204).end());

    expect(await http.get('/', { attempt: anAttempt(), answers: { 204: z.undefined() } })).toBe(undefined);
  });
});

describe('an answer that is not understood', () => {
  test.each([
    ['an unexpected status', 503, '{"litres":2}', 'this status is not expected'],
    ['an unexpected status with a code', 409, '{"code":"wet-already"}', 'wet-already'],
    ['a body of another shape', 201, '{"litres":"two"}', 'litres: Invalid input: expected number, received string'],
    ['the body of another status', 201, '{"reason":"dry"}', /litres: Invalid input/],
    ['no JSON', 201, '<h1>Welcome</h1>', 'what it says is no JSON'],
    ['no body', 201, '', /Invalid input/],
  ])('is none: %s', async (_, status, body, why) => {
    const http = await outside(answering(status, body));
    const asked = water(http);

    await expect(asked).rejects.toThrow(UnexpectedAnswer);
    await expect(asked).rejects.toMatchObject({ code: 'unexpected-answer', status });
    await expect(asked).rejects.toThrow(`POST /waterings was answered with ${status}: `);
    await expect(asked).rejects.toThrow(why);
  });

  test('is none either where any JSON would be one', async () => {
    const http = await outside(answering(200, 'not JSON'));

    await expect(http.get('/', { attempt: anAttempt(), answers: { 200: z.unknown() } })).rejects.toThrow(
      UnexpectedAnswer,
    );
  });

  test.each([
    [500, { code: 'to ada@example.com', message: 'ada@example.com' }],
    [201, { litres: 'ada@example.com' }],
    [201, Array.from({ length: 1_000 }, () => 'ada@example.com')],
  ])('is not quoted, since errors are kept: %i', async (status, body) => {
    const http = await outside(answering(status, JSON.stringify(body)));
    const error = (await water(http).catch((thrown: Error) => thrown)) as Error;

    expect(JSON.stringify([error, error.message])).not.toContain('ada');
    expect(error.message.length).toBeLessThan(300);
  });

  test('is not read to its end when it is too long', async () => {
    const hangingUp = Promise.withResolvers<void>();
    const http = await outside(
      (_, response) => {
        response.on('close', () => hangingUp.resolve());
        response.writeHead(201).write('x'.repeat(101));
      },
      { longestAnswerBytes: 100 },
    );

    await expect(water(http)).rejects.toThrow('the answer is lost. It is longer than 100 bytes.');
    await hangingUp.promise;
  });

  test('is none: somewhere else, where nobody has said that it may be asked', async () => {
    const asked: string[] = [];
    const http = await outside((request, response) => {
      asked.push(request.url!);
      response.writeHead(307, { location: '/elsewhere' }).end();
    });

    await expect(water(http)).rejects.toThrow(AnswerLost);
    expect(asked).toEqual(['/garden/waterings']);
  });
});

describe('an answer that does not come', () => {
  test('is lost, and the reason is told', async () => {
    const http = new OutsideHttp({ url: 'http://127.0.0.1:1' });

    await expect(water(http)).rejects.toThrow(AnswerLost);
    await expect(water(http)).rejects.toThrow(/^POST \/waterings: the answer is lost\. fetch failed: .+/);
  });

  test('is lost when it ends too early, and is asked for once', async () => {
    let asked = 0;
    const http = await outside((_, response) => {
      asked += 1;
      response.writeHead(201, { 'content-length': '100' }).write('{"lit', () => response.destroy());
    });

    await expect(water(http)).rejects.toThrow(AnswerLost);
    expect(asked).toBe(1);
  });

  test.each([
    ['before it begins', (): Listener => () => {}],
    ['in the middle', (): Listener => (_, response) => void response.writeHead(201).write('{"lit')],
  ])('ends with its attempt: %s', async (_, hanging) => {
    const hasArrived = Promise.withResolvers<void>();
    const hangingUp = Promise.withResolvers<void>();
    const http = await outside((request, response) => {
      response.on('close', () => hangingUp.resolve());
      hanging()(request, response);
      hasArrived.resolve();
    });
    const controller = new AbortController();
    const asked = water(http, { ...anAttempt(), signal: controller.signal });
    await hasArrived.promise;
    const tooLate = new Error('Too late.');
    controller.abort(tooLate);

    await expect(asked).rejects.toBe(tooLate);
    await hangingUp.promise;
  });

  test('is not asked for when its attempt is over', async () => {
    let asked = 0;
    const http = await outside(() => (asked += 1));
    const signal = AbortSignal.abort(new Error('Too late.'));

    await expect(water(http, { ...anAttempt(), signal })).rejects.toThrow('Too late.');
    expect(asked).toBe(0);
  });
});
