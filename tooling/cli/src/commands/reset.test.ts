import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockForProcess, startRun, startTimeOf, StateInUse } from '@holdfast/local-infra';
import pc from 'picocolors';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { noteUsedServers } from '../reset/used-servers.ts';
import { StartRecord } from '../supervisor/start-record.ts';
import { writeSystemRecord } from '../supervisor/system-record.ts';
import { NobodyToAsk, resetCommand, StillRunning } from './reset.ts';

let root: string;
let told: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'reset-'));
  told = [];
  for (const name of ['state', 'state-2', 'env', 'compile-cache', 'stately']) {
    mkdirSync(join(root, '.holdfast', name), { recursive: true });
    writeFileSync(join(root, '.holdfast', name, 'something'), '');
  }
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

const line = (text: string) => void told.push(text);
const reset = async (options: object = {}) =>
  await resetCommand({ root, terminal: { out: line, say: line, colour: pc }, ...options });
const left = () =>
  ['state', 'state-2', 'env', 'compile-cache', 'stately'].filter((name) => existsSync(join(root, '.holdfast', name)));
const all = ['state', 'state-2', 'env', 'compile-cache', 'stately'];
const use = (provider: 'given' | 'docker' | 'native', port = 1) =>
  noteUsedServers(
    {
      state: join(root, '.holdfast', 'state'),
      postgres: { provider, version: '18', adminUrl: `postgres://a:b@127.0.0.1:${port}/postgres` },
      stop: async () => undefined,
    },
    'h123',
  );

describe('reset', () => {
  test('with --yes removes what was kept, and nothing else', async () => {
    use('native');
    expect(await reset({ yes: true })).toBe(0);
    expect(left()).toEqual(['compile-cache', 'stately']);
    expect(told).toEqual([expect.stringMatching(/^removed \.holdfast\/state, \.holdfast\/state-2; /)]);
  });

  test('a second time says that there was nothing', async () => {
    await reset({ yes: true });
    expect(await reset({ yes: true })).toBe(0);
    expect(told.at(-1)).toBe('There was nothing to remove.');
  });

  test.each(['', 'n', 'no', 'yesterday'])('asks, and an answer of "%s" removes nothing', async (answer) => {
    expect(await reset({ ask: async () => answer })).toBe(1);
    expect(left()).toEqual(all);
  });

  test('asks with what goes, wherever it is kept', async () => {
    use('given');
    use('docker', 2);
    const ask = async () => {
      expect(told).toEqual([
        '  .holdfast/state',
        '    databases and roles of h123 at 127.0.0.1:1',
        '    volumes of its containers',
        '  .holdfast/state-2',
      ]);
      return 'no';
    };
    await reset({ ask });
  });

  test('after a yes removes', async () => {
    expect(await reset({ ask: async () => 'y' })).toBe(0);
    expect(left()).toEqual(['compile-cache', 'stately']);
  });

  test('without a terminal to ask at refuses', async () => {
    await expect(reset()).rejects.toThrow(NobodyToAsk);
    expect(left()).toEqual(all);
  });

  test('refuses while something runs, and ends nothing', async () => {
    const owner = { pid: process.pid, startedAt: startTimeOf(process.pid)! };
    const rest = { startedAt: 'today', state: '', namespace: '', infra: {}, processes: [] };
    writeSystemRecord(join(root, '.holdfast', 'runs', 'a'), { system: 'plot', owner, ...rest });
    await expect(reset({ yes: true })).rejects.toThrow(StillRunning);
    expect(left()).toEqual(all);
  });

  test('refuses while a start is under way', async () => {
    const run = startRun(root, 'start');
    new StartRecord(run, 'plot').doing('migrations');
    await expect(reset({ yes: true })).rejects.toThrow(`plot (process ${process.pid})`);
    expect(left()).toEqual(all);
    await run.end();
  });

  test('refuses a state that a process has open without being a start', async () => {
    const lock = lockForProcess(join(root, '.holdfast', 'state', 'lock.json'));
    await expect(reset({ yes: true })).rejects.toThrow(StateInUse);
    expect(left()).toEqual(all);
    if ('release' in lock) lock.release();
  });
});

describe('what a server keeps that cannot be asked', () => {
  test('is not forgotten: a given server without its address', async () => {
    use('given');
    vi.stubEnv('HOLDFAST_POSTGRES_URL', '');
    await expect(reset({ yes: true })).rejects.toThrow('HOLDFAST_POSTGRES_URL');
    expect(left()).toEqual(all);
  });

  test('is not forgotten: an engine that does not answer', async () => {
    use('docker');
    vi.stubEnv('DOCKER_HOST', 'tcp://127.0.0.1:9');
    await expect(reset({ yes: true })).rejects.toThrow('Docker keeps data of this folder');
    expect(left()).toEqual(all);
  });
});

test('volumes of containers are removed with their projects', async () => {
  use('docker');
  const asked = join(root, 'asked');
  mkdirSync(join(root, 'bin'));
  writeFileSync(join(root, 'bin', 'docker'), `#!/bin/sh\necho "$@" >> ${asked}\n`, { mode: 0o755 });
  vi.stubEnv('PATH', `${join(root, 'bin')}:${process.env['PATH']}`);
  expect(await reset({ yes: true })).toBe(0);
  for (const service of ['postgres', 'kafka']) {
    expect(readFileSync(asked, 'utf8')).toMatch(
      new RegExp(`compose --project-name holdfast-\\w{8}-${service} .* down --timeout 10 --volumes\n`),
    );
  }
  expect(left()).toEqual(['compile-cache', 'stately']);
});
