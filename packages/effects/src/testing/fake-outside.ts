import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll } from 'vitest';

/** A request, as it came. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly key: string;
  readonly body: Body;
}
// oxlint-disable-next-line typescript/no-explicit-any -- whatever is sent
type Body = any;

/** What is said to a request. A status from 500 on means that nothing was done. */
export interface FakeAnswer {
  readonly status: number;
  readonly body: Body;
}

/**
 * Some systems outside, over real HTTP, that do what `does` says for each path, once per key. Their keys can be looked up and cancelled as `OutsideKeys`
 * wants it, and what was answered with 201 is listed by its reference: `GET <path>?reference=…` → `{ items }`. Closed after the tests.
 */
export async function fakeOutside(does: Record<string, (body: Body) => FakeAnswer>): Promise<FakeOutside> {
  const outside = new FakeOutside(does);
  const server = createServer((request, response) => void outside.take(request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  outside.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return outside;
}

/** What was asked of it, what it has done and remembers, and how many answers it withholds. */
export class FakeOutside {
  url = '';
  readonly ledger: { path: string; item: Body }[] = [];
  readonly keys = new Map<string, FakeAnswer | 'cancelled'>();
  readonly asked: Asked[] = [];
  /** So many of the next answers are not given. */
  swallow = 0;
  private readonly does: Record<string, (body: Body) => FakeAnswer>;

  constructor(does: Record<string, (body: Body) => FakeAnswer>) {
    this.does = does;
  }

  entries(path: string, reference: string) {
    return this.ledger.filter((entry) => entry.path === path && entry.item.reference === reference);
  }

  async take(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url!, 'http://outside');
    const body = request.method === 'POST' && request.headers['content-type'] ? await json(request) : undefined;
    const asked = { method: request.method!, url, key: String(request.headers['idempotency-key'] ?? ''), body };
    this.asked.push(asked);
    const { status, body: answer } = this.answer(asked);
    if (asked.key !== '' && this.swallow-- > 0) return response.destroy();
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  private answer({ method, url, key, body }: Asked): FakeAnswer {
    const [, name, isCancelled] = /\/keys\/([^/]+)(\/cancel)?$/.exec(url.pathname) ?? [];
    if (name !== undefined) return this.keyAnswer(name, isCancelled !== undefined);
    if (method === 'GET') {
      const items = this.entries(url.pathname, url.searchParams.get('reference')!).map(({ item }) => item);
      return { status: 200, body: { items } };
    }
    return this.act(url.pathname, key, body);
  }

  private keyAnswer(key: string, cancel: boolean): FakeAnswer {
    if (cancel && !this.keys.has(key)) this.keys.set(key, 'cancelled');
    const known = this.keys.get(key);
    if (known === undefined) return { status: 404, body: { code: 'unknown-key', message: 'Nobody used it.' } };
    return { status: 200, body: known === 'cancelled' ? { status: 'cancelled' } : { status: 'done', answer: known } };
  }

  private act(path: string, key: string, body: Body): FakeAnswer {
    const known = this.keys.get(key);
    if (known === 'cancelled') return { status: 409, body: { code: 'key-cancelled', message: 'No more.' } };
    if (known) return known;
    const answer = this.does[path]!(body);
    if (answer.status >= 500) return answer;
    this.keys.set(key, answer);
    if (answer.status === 201) this.ledger.push({ path, item: { reference: body.reference, ...answer.body } });
    return answer;
  }
}
