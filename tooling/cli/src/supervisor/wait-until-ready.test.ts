import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { waitUntilReady } from './wait-until-ready.ts';

let server: Server;
let folder: string;
let answers: [number, object][];
const garden = { name: 'garden', crashes: 0, lastCrashLogFrom: 0 };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ready-'));
  writeFileSync(join(folder, 'garden.log'), 'first words\nlast words\n');
  answers = [];
  garden.crashes = 0;
  server = createServer((_, response) => {
    const [status, body] = (answers.length > 1 ? answers.shift() : answers[0]) ?? [404, {}];
    response.writeHead(status).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const wait = (withinMs: number) =>
  waitUntilReady({ process: garden, url, logFile: join(folder, 'garden.log'), withinMs });

describe('a service', () => {
  test('is ready once it says so and has found its broker', async () => {
    answers = [
      [503, { postgres: 'missing' }],
      [200, { kafka: 'missing' }],
      [200, { kafka: 'ok' }],
    ];
    await expect(wait(10_000)).resolves.toBeUndefined();
    expect(answers).toHaveLength(1);
  });

  test('that is not ready in time is told with its reason and its last words', async () => {
    answers = [[503, { postgres: 'missing' }]];
    await expect(wait(50)).rejects.toThrow(/not ready after 0 s.*postgres.*\n.*first words\n.*last words/);
  });

  test('that keeps crashing is not waited for', async () => {
    garden.crashes = 3;
    await expect(wait(60_000)).rejects.toThrow(/garden ended 3 times before it was ready/);
  });

  test('that keeps crashing is told with what it said in its last life, from the first line and without a stack', async () => {
    garden.crashes = 3;
    garden.lastCrashLogFrom = 'first words\n'.length;
    const said = ['no WATER', '    at grow (bed.ts:1:1)', ...Array.from({ length: 40 }, (_, line) => `seed ${line}`)];
    writeFileSync(join(folder, 'garden.log'), ['first words', ...said].join('\n'));
    const told = await wait(60_000).catch((error: Error) => error.message.split('\n').slice(1));
    expect(told).toEqual(['  no WATER', ...Array.from({ length: 29 }, (_, line) => `  seed ${line}`)]);
  });
});
