import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Step } from '@holdfast/system-model';
import { follow, ownerOf, Stalled } from './follow.ts';
import { NotAccepted, place } from './place.ts';

// A garden that takes parcels: each question finds one step more.
let server: Server;
let url: string;
let asked: IncomingMessage[];
let answers: { status: number; body: unknown }[];

beforeEach(async () => {
  asked = [];
  answers = [];
  server = createServer((request, response) => {
    asked.push(request);
    const { status, body } = answers.length > 1 ? answers.shift()! : (answers[0] ?? { status: 404, body: {} });
    response.writeHead(status, { 'content-type': 'application/json', location: '/v1/parcels/p-1' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => void server.close());

const step = (name: string, service: string) => ({ name, service, done: {} }) as Step;
const steps = [step('sow', 'garden'), step('water', 'shed')];
const at = (name: string) => ({ name, service: 'garden', at: '2026-01-01T00:00:00.000Z' });
const answer = (...names: string[]) => ({ status: 200, body: { status: 'growing', steps: names.map(at) } });

describe('placing', () => {
  test('sends a key and a trace, and says where to look', async () => {
    answers = [{ status: 202, body: { parcelId: 'p-1' } }];
    const placed = await place({ url: `${url}/v1/parcels`, body: { seeds: 3 } });
    expect(placed).toMatchObject({ subject: 'p-1', path: '/v1/parcels/p-1', answer: { parcelId: 'p-1' } });
    expect(asked[0]!.headers['idempotency-key']).toBe(placed.idempotencyKey);
    expect(asked[0]!.headers['traceparent']).toContain(placed.traceId);
  });

  test('says who is asking, and that is kept for who asks further', async () => {
    answers = [{ status: 202, body: {} }];
    const as = { id: 'rose', roles: ['gardener'] };
    expect(await place({ url, body: {}, as, token: 'a-token' })).toMatchObject({ as });
    expect(asked[0]!.headers['authorization']).toBe('Bearer a-token');
  });

  test('as nobody, where somebody must ask, is told with what to declare', async () => {
    answers = [{ status: 401, body: { code: 'unauthenticated' } }];
    await expect(place({ url, body: {} })).rejects.toThrow(
      /unauthenticated.*\nNobody says who is asking\. In system\.ts/,
    );
    await expect(place({ url, body: {}, token: 'expired' })).rejects.toThrow(/answered 401: [^\n]*$/);
  });

  test('that is refused shows what the service said', async () => {
    answers = [{ status: 400, body: { code: 'too-many-seeds' } }];
    await expect(place({ url, body: {} })).rejects.toThrow(/answered 400: .*too-many-seeds/);
    await expect(place({ url, body: {} })).rejects.toThrow(NotAccepted);
  });
});

describe('following', () => {
  test('tells each step once, in order, until the last is there', async () => {
    answers = [answer(), answer('sow'), answer('sow'), { status: 500, body: {} }, answer('sow', 'water')];
    const seen: string[] = [];
    const progress = await follow({ url: () => url, steps, stallMs: 5_000, onStep: ({ name }) => seen.push(name) });
    expect([seen, progress.status]).toEqual([['sow', 'water'], 'growing']);
  });

  test('asks each time as somebody', async () => {
    answers = [answer(), answer('sow', 'water')];
    let tokens = 0;
    await follow({ url: () => url, steps, stallMs: 5_000, token: async () => `token-${(tokens += 1)}` });
    expect(asked.map(({ headers }) => headers['authorization'])).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  test.each([401, 403])('as somebody who may not, which is %i, ends at once', async (status) => {
    answers = [answer('sow'), { status, body: { code: 'not-allowed' } }];
    await expect(follow({ url: () => url, steps, stallMs: 60_000 })).rejects.toThrow(/answered 40\d: .*not-allowed/);
  });

  test('ends early when there is a reason', async () => {
    answers = [{ status: 200, body: { status: 'withered', reason: 'no-such-seed', steps: [at('sow')] } }];
    expect(await follow({ url: () => url, steps, stallMs: 5_000 })).toMatchObject({ reason: 'no-such-seed' });
  });

  test('without progress names the last finished step and the missing one', async () => {
    answers = [answer('sow')];
    const stalled = await follow({ url: () => url, steps, stallMs: 40 }).catch((error: unknown) => error);
    expect(stalled).toBeInstanceOf(Stalled);
    expect(stalled).toMatchObject({ last: steps[0], missing: steps[1] });
  });

  test('a service that is away is asked again until the patience ends', async () => {
    server.close();
    server.closeAllConnections();
    await expect(follow({ url: () => url, steps, stallMs: 40 })).rejects.toThrow(/Last finished step: none/);
  });
});

test('the owner of a step is its service, with the team and whom to page', () => {
  const services = [{ name: 'shed', team: 'tools', port: 4001 }];
  expect(ownerOf(steps[1]!, { services, teams: { tools: { page: 'tools-oncall' } } })).toBe(
    'shed (team tools, page tools-oncall)',
  );
});
