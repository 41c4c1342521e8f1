import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export interface ReceivedWebhook {
  readonly authorization: string | undefined;
  readonly body: { readonly event: string; readonly eventId: string; readonly [field: string]: unknown };
}

/** Whoever is told by webhooks. Answers with `status`, which a test may change. */
export async function aReceiver(port = 0) {
  const received: ReceivedWebhook[] = [];
  const behaviour: { status: number | 'silent' } = { status: 204 };
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const body = (await json(request)) as ReceivedWebhook['body'];
    received.push({ authorization: request.headers.authorization, body });
    if (behaviour.status !== 'silent') response.writeHead(behaviour.status).end();
  };
  const server = createServer((request, response) => void receive(request, response));
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const at = (server.address() as AddressInfo).port;
  const close = async () => {
    server.closeAllConnections();
    if (server.listening) await once(server.close(), 'close');
  };
  onTestFinished(close);
  return { received, behaviour, port: at, url: `http://127.0.0.1:${at}/events`, close };
}
