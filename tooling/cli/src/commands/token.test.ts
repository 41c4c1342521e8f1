import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startTimeOf } from '@holdfast/local-infra';
import pc from 'picocolors';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeSystemRecord } from '../supervisor/system-record.ts';
import { tokenCommand, type TokenCommand } from './token.ts';

let root: string;
let issuer: Server;
let asked: Record<string, unknown>[];
let told: string[];
let said: string[];
let garden: Server;

const sky = { app: 'sky', port: 1 };
const outside = { gate: { team: 'green', simulator: sky } };
const trial = { name: 'bed', service: 'garden', path: '/beds', examples: 'x', as: { id: 'rose', roles: ['gardener'] } };

beforeEach(async () => {
  [asked, told, said] = [[], [], []];
  root = mkdtempSync(join(tmpdir(), 'token-'));
  for (const app of ['garden', 'sky']) write(`apps/${app}/package.json`, '{}');
  write('apps/garden/service.ts', '');
  declares({ outside, issuer: 'gate', trial });
  issuer = createServer((request, response) => void answer(request, response));
  garden = createServer((_request, response) => void response.end(JSON.stringify(routes)));
  for (const server of [issuer, garden]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

const routes = [
  { method: 'GET', path: '/beds', surface: 'public', access: ['owner', 'gardener'] },
  { method: 'GET', path: '/docs', surface: 'public', access: 'public' },
  { method: 'POST', path: '/beds', surface: 'public', access: ['gardener'] },
  { method: 'GET', path: '/sheds', surface: 'public', access: 'denied' },
];

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  asked.push(JSON.parse(body) as Record<string, unknown>);
  response.end(JSON.stringify({ token: 'a-token', expiresInS: 60 }));
}

afterEach(() => {
  issuer.close();
  garden.close();
  rmSync(root, { recursive: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function declares(more: object): void {
  const services = [{ name: 'garden', team: 'green', port: 4000 }];
  const system = { name: 'plot', teams: { green: { page: 'x' } }, services, steps: [], ...more };
  write('system.ts', `export default ${JSON.stringify(system)};`);
}

function runs(state = 'state'): void {
  const living = { pid: process.pid, startedAt: startTimeOf(process.pid)! };
  const nowhere = 'http://127.0.0.1:1';
  const processes = [
    { name: 'postgres', ...living },
    { name: 'sky', ...living, url: state === 'state' ? urlOf(issuer) : nowhere },
    { name: 'garden', ...living, url: nowhere, adminUrl: urlOf(garden) },
    { name: 'garden-2', ...living, url: nowhere, adminUrl: nowhere },
  ];
  const rest = { startedAt: 'today', state: join(root, '.holdfast', state), namespace: '', infra: {} };
  writeSystemRecord(join(root, '.holdfast', 'runs', state), { system: 'plot', owner: living, processes, ...rest });
}

const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const terminal = {
  out: (line: string) => void told.push(line),
  say: (line: string) => void said.push(line),
  colour: pc,
};
const token = async (more: Partial<TokenCommand> = {}) =>
  await tokenCommand({ root, terminal, as: 'gardener', expires: '1m', ...more });

describe('a token', () => {
  test('is all that is printed, and is for whoever sends the trial', async () => {
    runs();
    expect(await token()).toBe(0);
    expect(told).toEqual(['a-token']);
    expect(asked).toEqual([{ subject: 'rose', roles: ['gardener'], audience: 'plot', expiresInS: 60 }]);
  });

  test.each([
    [{ as: 'owner' }, 'owner', ['owner']],
    [{ as: 'owner', id: 'lily' }, 'lily', ['owner']],
    [{ as: 'gardener, owner' }, 'gardener', ['gardener', 'owner']],
  ])('as %j is for %s with %j', async (wish, subject, roles) => {
    runs();
    await token(wish);
    expect(asked).toMatchObject([{ subject, roles }]);
  });

  test('is told to a program with who, for whom and until when', async () => {
    runs();
    await token({ json: true });
    expect(JSON.parse(told[0]!)).toEqual({
      token: 'a-token',
      id: 'rose',
      roles: ['gardener'],
      issuer: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/gate$/),
      audience: 'plot',
      expiresAt: expect.stringMatching(/^\d{4}-/),
    });
  });

  test('is of the first of two systems, which is said', async () => {
    runs('state-2');
    runs();
    await token();
    expect([told, said]).toEqual([['a-token'], [expect.stringMatching(/^2 systems run here; .*state\./)]]);
  });
});

describe('a role that no route asks for', () => {
  test('is given, and named with those that there are', async () => {
    runs();
    expect(await token({ as: 'gardener,gardner' })).toBe(0);
    expect(asked).toMatchObject([{ roles: ['gardener', 'gardner'] }]);
    expect(told).toEqual(['a-token']);
    expect(said).toEqual(['No route of what runs here is for gardner. There are: gardener, owner.']);
  });

  test('is given without a word where nobody says which there are', async () => {
    runs();
    garden.close();
    garden.closeAllConnections();
    await token({ as: 'gardner' });
    expect([told, said]).toEqual([['a-token'], []]);
  });
});

describe('there is no token', () => {
  test('where nothing runs', async () => {
    await expect(token()).rejects.toThrow(/Nothing runs here.*holdfast start/);
  });

  test('where the system has no issuer', async () => {
    runs();
    declares({ outside });
    await expect(token()).rejects.toThrow(/system\.ts has no `issuer`/);
  });

  test('where the issuer does not answer', async () => {
    runs();
    issuer.close();
    await expect(token()).rejects.toThrow(/gate\/token does not answer.*\.\/holdfast status/);
  });

  test.each([
    [{ as: 'gardener,' }, /empty role/],
    [{ expires: 'soon' }, /no lifetime/],
  ])('for %j', async (wish, why) => {
    runs();
    await expect(token(wish)).rejects.toThrow(why);
  });
});
