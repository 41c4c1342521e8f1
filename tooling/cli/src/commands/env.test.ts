import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTimeOf } from '@holdfast/local-infra';
import pc from 'picocolors';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeEnvironmentFile } from '../supervisor/environment-file.ts';
import { writeSystemRecord } from '../supervisor/system-record.ts';
import { envCommand, NotLeftOut } from './env.ts';

let root: string;
let told: string[];
const environment = {
  PORT: '4000',
  DATABASE_URL: 'postgres://a:b%24@h/d?x=1&y=2',
  MOTTO: "it's $HOME\nand `more`",
  EMPTY: '',
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'env-'));
  told = [];
});
afterEach(() => rmSync(root, { recursive: true }));

const file = () => join(root, '.holdfast', 'env', 'garden.env');
function leaveOut(files: Record<string, string>): void {
  writeEnvironmentFile(file(), environment);
  const owner = { pid: process.pid, startedAt: startTimeOf(process.pid)! };
  const rest = { startedAt: 'today', state: '', namespace: '', infra: {}, processes: [] };
  writeSystemRecord(join(root, '.holdfast', 'runs', 'a'), { system: 'plot', owner, environmentFiles: files, ...rest });
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
});
