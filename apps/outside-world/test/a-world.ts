import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixedClock } from '@holdfast/testkit';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { onTestFinished } from 'vitest';
import { createOutsideWorld } from '../src/app.ts';
import type { OutsideWorldOptions } from '../src/outside-world-options.ts';

export const secrets = { 'card-provider': 'a secret of the card provider' };

export interface Reply {
  readonly status: number;
  readonly body: any; // oxlint-disable-line typescript/no-explicit-any -- tests look into whatever was answered
}

/** An outside world of the test's own, in a folder of its own, that nobody has to stop. */
export function aWorld(options: Partial<OutsideWorldOptions> = {}) {
  const stateFolder = options.stateFolder ?? aFolder();
  const clock = fixedClock();
  const open = () => createOutsideWorld({ secrets, seed: 1, now: clock.now, ...options, stateFolder });
  let app = open();
  onTestFinished(() => app.close());
  const send = async (
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    url: string,
    more: InjectOptions = {},
  ): Promise<Reply> => replyOf(await app.inject({ method, url, ...more }));
  return {
    clock,
    stateFolder,
    get: (url: string) => send('GET', url),
    put: (url: string, payload: object) => send('PUT', url, { payload }),
    clear: (url: string) => send('DELETE', url),
    act: (url: string, key: string, payload: object) =>
      send('POST', url, { payload, headers: { 'idempotency-key': key } }),
    cancel: (system: string, key: string) => send('POST', `/${system}/keys/${key}/cancel`),
    send,
    ledger: async (system: string) => (await send('GET', `/ledger/${system}`)).body.entries,
    listen: () => app.listen({ port: 0, host: '127.0.0.1' }),
    stop: () => app.close(),
    restart: async () => {
      await app.close();
      app = open();
      return app;
    },
  };
}

export type TestWorld = ReturnType<typeof aWorld>;

export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'outside-world-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function replyOf(response: Awaited<ReturnType<FastifyInstance['inject']>>): Reply {
  const isJson = String(response.headers['content-type']).startsWith('application/json');
  return { status: response.statusCode, body: isJson ? response.json() : response.body };
}
