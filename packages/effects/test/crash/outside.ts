import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** An outside over HTTP, in the test's own process, so that it outlives whatever the test kills. */
export class Outside {
  /** The idempotency keys under which something happened, once for each time. */
  readonly ledger: string[] = [];
  /** How many of the next calls are done without an answer. */
  withhold = 0;
  readonly #server: Server;

  static async open(): Promise<Outside> {
    const outside = new Outside();
    await new Promise<void>((resolve) => void outside.#server.listen(0, '127.0.0.1', resolve));
    return outside;
  }

  private constructor() {
    this.#server = createServer((request, response) => {
      void text(request).then((key) => this.#answer(request.url ?? '', key, response));
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer(path: string, key: string, response: ServerResponse): void {
    const isKnown = this.ledger.includes(key);
    if (path === '/find-out') return void response.end(isKnown ? 'done' : 'unknown');
    if (!isKnown) this.ledger.push(key);
    if (this.withhold > 0) this.withhold -= 1;
    else response.end('done');
  }
}
