import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRun, startTimeOf } from '@holdfast/local-infra';
import pc from 'picocolors';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { writeEnvironmentFile } from '../supervisor/environment-file.ts';
import { StartRecord } from '../supervisor/start-record.ts';
import { writeSystemRecord } from '../supervisor/system-record.ts';
import { UnknownService } from '../supervisor/unknown-service.ts';
import { envCommand, NotLeftOut } from './env.ts';

let root: string;
let told: string[];
const environment = {
  PORT: '4000',
  DATABASE_URL: 'postgres://a:b%24@h/d?x=1&y=2',
  MOTTO: "it's $HOME\nand `more`",
  EMPTY: '',
};

const system = {
  name: 'plot',
  services: ['garden', 'shed'].map((name) => ({ name, team: 'green', port: 4000 })),
  outside: { weather: { team: 'green', simulator: { app: 'sky', port: 4010 } } },
  steps: [],
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'env-'));
  mkdirSync(join(root, 'apps', 'sky'), { recursive: true });
  writeFileSync(join(root, 'apps', 'sky', 'package.json'), '{}');
  writeFileSync(join(root, 'system.ts'), `export default ${JSON.stringify(system)};`);
  told = [];
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

const file = () => join(root, '.holdfast', 'env', 'garden.env');
function leaveOut(files: Record<string, string>, state = 'state'): void {
  writeEnvironmentFile(file(), environment);
  const owner = { pid: process.pid, startedAt: startTimeOf(process.pid)! };
  const rest = { startedAt: 'today', state: join(root, '.holdfast', state), namespace: '', infra: {}, processes: [] };
  writeSystemRecord(join(root, '.holdfast', 'runs', `of-${state}`), {
    system: 'plot',
    owner,
    environmentFiles: files,
    ...rest,
  });
}
const env = async (service: string, options = {}) => {
  const terminal = { out: (line: string) => void told.push(line), say: () => undefined, colour: pc };
  return await envCommand({ root, terminal, service, ...options });
};

test('a shell has every variable as it is', async () => {
  leaveOut({ garden: file() });
  expect(await env('garden')).toBe(0);
  const shell = `set -a; eval "$1"; exec "$2" -p 'JSON.stringify(process.env)'`;
  const seen = execFileSync('sh', ['-c', shell, 'sh', told.join('\n'), process.execPath], { encoding: 'utf8' });
  expect(JSON.parse(seen)).toMatchObject(environment);
});

test('node --env-file has what stands in the file', async () => {
  leaveOut({ garden: file() });
  await env('garden', { file: true });
  expect(told).toEqual([file()]);
  const { MOTTO: _, ...plain } = environment;
  const seen = execFileSync(process.execPath, [`--env-file=${told[0]}`, '-p', 'JSON.stringify(process.env)'], {
    env: {},
  });
  expect(JSON.parse(String(seen))).toMatchObject(plain);
});

test('a program has one object', async () => {
  leaveOut({ garden: file() });
  await env('garden', { json: true });
  expect(JSON.parse(told[0]!)).toEqual(environment);
});

test('who was not left out is refused, with the command that leaves him out', async () => {
  await expect(env('garden')).rejects.toThrow('Nothing runs here');
  leaveOut({ shed: file() });
  await expect(env('garden')).rejects.toThrow(NotLeftOut);
  await expect(env('garden')).rejects.toThrow('./holdfast start --except garden');
  await expect(env('sky')).rejects.toThrow('./holdfast start --except sky');
});

test('a name that nobody has is refused with those that there are, whatever runs', async () => {
  await expect(env('gardn')).rejects.toThrow('There is no service gardn. There are: garden, shed, sky.');
  leaveOut({ garden: file() });
  await expect(env('gardn')).rejects.toThrow(UnknownService);
});

test('of two that left it out the first is meant, unless another one is named', async () => {
  leaveOut({ garden: '/second/garden.env' }, 'state-2');
  leaveOut({ garden: file() });
  await env('garden', { file: true });
  vi.stubEnv('HOLDFAST_STATE', '.holdfast/state-2');
  await expect(env('garden', { file: true })).rejects.toThrow('/second/garden.env');
  expect(told).toEqual([file()]);
});

test('while a start is under way a refusal says so', async () => {
  const run = startRun(root, 'start');
  new StartRecord(run, 'plot').doing('migrations');
  await expect(env('garden')).rejects.toThrow(`A start is under way here (plot, process ${process.pid}: migrations)`);
  await run.end();
});
