import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { eventually } from '../test/eventually.ts';
import { scratchDatabase, withClient } from '../test/scratch-database.ts';
import { expand, outside, temporaryFolder, writeFiles } from '../test/written-package.ts';
import { jobProgram } from './job-program.ts';
import { jobEnvironment } from './job-settings.ts';

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly lines: readonly Record<string, unknown>[];
  readonly complaint: string;
}

async function garden(files: Record<string, string>, flags: string[] = []) {
  const folder = temporaryFolder();
  const inMigrations = Object.entries(files).map(([name, sql]) => [`migrations/${name}`, sql]);
  writeFiles(folder, {
    'package.json': '{"name":"@yard/garden"}',
    ...(Object.fromEntries(inMigrations) as Record<string, string>),
  });
  const start = (env: Record<string, string>) =>
    spawn(process.execPath, ['--conditions=@holdfast/source', ...flags, jobProgram(), folder], {
      env: { PATH: process.env['PATH'], ...env },
    });
  return { start };
}

async function ended(child: ChildProcess): Promise<Ended> {
  const [out, complaint, [code, signal]] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, 'exit'),
  ]);
  const lines = out.split('\n').filter((line) => line !== '');
  return {
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    complaint,
  };
}

async function database() {
  const { ownerUrl, roles, read } = await scratchDatabase();
  const env = jobEnvironment({ url: ownerUrl, schema: 'garden', roles, release: '1.0.0' });
  return {
    ownerUrl,
    env,
    read,
    ledger: () => read<{ file: string }>('select file, release from holdfast.migration order by file'),
  };
}

const gate = { '0001-gate.sql': expand('create table gate (id int);') };

describe('the job’s program', async () => {
  const { env, ledger } = await database();

  test('prints a line for each file and ends with 0', async () => {
    const { start } = await garden(gate);
    const { code, lines } = await ended(start(env));
    expect(lines.map(({ event, file }) => [event, file])).toEqual([
      ['applied', '0001-gate.sql'],
      ['done', undefined],
    ]);
    expect(code).toBe(0);
    expect(await ledger()).toEqual([{ file: '0001-gate.sql', release: '1.0.0' }]);
  });

  test('names everything that its environment lacks', async () => {
    const { start } = await garden(gate);
    const { code, complaint } = await ended(start({}));
    expect(complaint).toBe(
      'The migration job needs OWNER_DATABASE_URL, HOLDFAST_SERVICE, HOLDFAST_APP_ROLE, HOLDFAST_RELAY_ROLE in its environment.\n',
    );
    expect(code).toBe(1);
  });

  test('says with file and line what is wrong, and ends with 1', async () => {
    const { start } = await garden({ ...gate, '0002-bad.sql': 'select 1;' });
    const { code, complaint } = await ended(start(env));
    expect(complaint).toMatch(/0002-bad\.sql:1 The header has no phase/);
    expect(code).toBe(1);
  });

  test('says when nobody answers', async () => {
    const { start } = await garden(gate);
    const { code, complaint } = await ended(
      start({ ...env, OWNER_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/garden' }),
    );
    expect(complaint).toContain('ECONNREFUSED');
    expect(code).toBe(1);
  });
});

describe('a job that is killed while a file runs', async () => {
  const { env, ownerUrl, ledger, read } = await database();

  test('leaves nothing of the file and no lock, and the next one goes on', async () => {
    await ended((await garden(gate)).start(env));
    const { start } = await garden({
      ...gate,
      '0002-through.sql': expand('create table bed (id int);\nlock table gate;'),
    });
    const standsStill = async () =>
      (await read(`select from pg_locks where relation = to_regclass('garden.gate') and not granted`)).length > 0;
    await withClient(ownerUrl, async (client) => {
      await client.query('begin; lock table garden.gate');
      const job = start(env);
      const end = ended(job);
      await eventually('the file stands still', standsStill);
      job.kill('SIGKILL');
      expect((await end).signal).toBe('SIGKILL');
      // The server itself must notice: the file still stands still, and would for as long as this transaction is open.
      await eventually('the server has given the killed job up', async () => !(await standsStill()));
      await client.query('commit');
    });
    expect(await read(`select to_regclass('garden.bed') as bed`)).toEqual([{ bed: null }]);
    expect((await ended(start(env))).lines).toMatchObject([
      { event: 'applied', file: '0002-through.sql' },
      { event: 'done' },
    ]);
    expect(await ledger()).toHaveLength(2);
  });
});

// Kills the process when its file's SQL has run and before the ledger knows.
const killed = `data:text/javascript,import { subscribe } from 'node:diagnostics_channel';
  subscribe('holdfast:migrations.ran', ({ file }) => { if (file.startsWith('0002')) process.kill(process.pid, 'SIGKILL'); });`;

describe('a job that is killed between a file’s SQL and its row in the ledger', async () => {
  const { env, ledger, read } = await database();
  const inTransaction = { ...gate, '0002-bed.sql': expand('create table bed (id int);') };
  const withIndex = {
    ...inTransaction,
    '0003-index.sql': outside('create unique index concurrently if not exists gate_id on gate (id);'),
  };

  test('leaves neither, where the file has a transaction', async () => {
    const { start } = await garden(inTransaction, ['--import', killed]);
    expect((await ended(start(env))).signal).toBe('SIGKILL');
    expect(await ledger()).toEqual([{ file: '0001-gate.sql', release: '1.0.0' }]);
    expect(await read(`select to_regclass('garden.bed') as bed`)).toEqual([{ bed: null }]);
  });

  test('leaves the work without the row, where it has none; the next job repeats the statement and writes the row', async () => {
    const { start } = await garden(withIndex, ['--import', killed.replace('0002', '0003')]);
    expect((await ended(start(env))).signal).toBe('SIGKILL');
    expect(await ledger()).toHaveLength(2);
    const before = await read(
      `select indexrelid, indisvalid from pg_index where indexrelid = 'garden.gate_id'::regclass`,
    );
    expect(before).toMatchObject([{ indisvalid: true }]);

    const next = await garden(withIndex);
    expect((await ended(next.start(env))).lines).toMatchObject([
      { event: 'applied', file: '0003-index.sql' },
      { event: 'done' },
    ]);
    expect(await ledger()).toHaveLength(3);
    expect(
      await read(`select indexrelid, indisvalid from pg_index where indexrelid = 'garden.gate_id'::regclass`),
    ).toEqual(before);
  });
});
