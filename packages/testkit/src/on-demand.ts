import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Something that is opened by whoever asks first, in this process or another one. */
export interface OnDemand<T> {
  /** GET opens it and answers with JSON. The address holds a secret. */
  readonly url: string;
  /** Opens it for this process. */
  readonly opened: () => Promise<T>;
  /** Answers nobody any more. Gives what was opened, if it was. */
  close(): Promise<T | undefined>;
}

/** Opens a door on this machine behind which `open` is called at most once, however many ask. `shown` is what the door shows of it; a failure is answered with 500 and its message. */
export async function openOnDemand<T>(open: () => Promise<T>, shown: (opened: T) => unknown): Promise<OnDemand<T>> {
  let opening: Promise<T> | undefined;
  const opened = () => (opening ??= open());
  const path = `/${randomBytes(16).toString('hex')}`;
  const server = createServer((request, response) => {
    if (request.url === path) void answer(response, async () => JSON.stringify(shown(await opened())));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${path}`,
    opened,
    close: async () => {
      server.close();
      server.closeAllConnections();
      return await opening?.catch(() => undefined);
    },
  };
}

async function answer(response: ServerResponse, text: () => Promise<string>): Promise<void> {
  try {
    response.end(await text());
  } catch (error) {
    response.writeHead(500).end((error as Error).message);
  }
}
