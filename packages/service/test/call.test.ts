import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { currentCall } from '@holdfast/work';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createService, Public, type Service } from '../src/index.ts';
import { keepingLogger, nothingAnswers, pondWith } from './alone.ts';

const seen = async () => {
  const before = currentCall();
  await new Promise((resolve) => setImmediate(resolve));
  return { before, after: currentCall() };
};

@Public()
@Controller('call')
class CallController {
  @Get('now')
  show() {
    return seen();
  }
  @Post()
  add(@Body({ schema: z.strictObject({ text: z.string() }) }) _body: object) {
    return seen();
  }
}

let service: Service;
beforeAll(async () => {
  const module = pondWith({ controllers: [CallController] });
  service = await createService(module, nothingAnswers, { logger: keepingLogger().logger });
  await service.app.listen(0, '127.0.0.1');
});
afterAll(() => service.app.close());

const show = async (headers: Record<string, string> = {}) => {
  const answer = await service.app.inject({ url: '/call/now', headers });
  return { headers: answer.headers, ...answer.json<Awaited<ReturnType<typeof seen>>>() };
};
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('the call of a request', () => {
  test('is there before and after an await, and is gone outside', async () => {
    const { before, after } = await show();
    expect(before).toEqual(after);
    expect(before).toMatchObject({
      actor: { id: 'anonymous', roles: [] },
      correlationId: expect.stringMatching(uuid),
    });
    expect(currentCall()).toBeUndefined();
  });

  test('goes back with the answer', async () => {
    const { before, headers } = await show();
    expect(headers).toMatchObject({ traceparent: before?.traceparent, 'x-correlation-id': before?.correlationId });
  });

  test('continues the trace and the correlation of the caller', async () => {
    const { before } = await show({ traceparent, 'x-correlation-id': 'summer-2026' });
    expect(before?.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-01$/);
    expect(before?.correlationId).toBe('summer-2026');
  });

  test.each(['', 'a b', 'x'.repeat(129), 'someone@example.org', 'a\tb'])(
    'begins anew where the caller sends %j',
    async (text) => {
      const { before } = await show({ traceparent: text, 'x-correlation-id': text });
      expect(before?.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
      expect(before?.correlationId).toMatch(uuid);
    },
  );

  test('goes back with a refusal too', async () => {
    const answer = await service.app.inject({ url: '/nowhere', headers: { 'x-correlation-id': 'summer-2026' } });
    expect(answer.headers['x-correlation-id']).toBe('summer-2026');
  });

  // The parts of a body arrive as events of the socket, which know nothing of the request that they belong to.
  test('survives a body that comes in pieces, on a connection that served another', async () => {
    for (const correlationId of ['first', 'second']) {
      expect(await inPieces({ 'x-correlation-id': correlationId })).toMatchObject({
        before: { correlationId },
        after: { correlationId },
      });
    }
  });
});

async function inPieces(headers: Record<string, string>): Promise<unknown> {
  const { port } = service.app.getHttpServer().address() as AddressInfo;
  const sent = request({
    port,
    path: '/call',
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
  });
  for (const piece of ['{"te', 'xt":', '"a"', '}']) {
    await new Promise<void>((resolve) => sent.write(piece, () => setImmediate(resolve)));
  }
  sent.end();
  const [answer] = (await once(sent, 'response')) as [NodeJS.ReadableStream];
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString());
}
