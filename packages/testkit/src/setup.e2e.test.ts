import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning, openInfrastructure, startRun } from '@holdfast/local-infra';
import { Client } from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { workspace } from '../test/abandoned-workspace.ts';
import { eventually } from './eventually.ts';

const passes = `test('passes', async () => { await Promise.resolve(); });`;

/** A server that outlives the runs which are told of it. */
async function givenServer(): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-given-'));
  const run = startRun(root, 'given');
  onTestFinished(async () => {
    await run.end();
    rmSync(root, { recursive: true });
  });
  const options = { root, run, use: 'native', durable: false, kafka: 'none', services: [] } as const;
  return (await openInfrastructure({ ...options, state: join(run.folder, 'state') })).postgres.adminUrl;
}

async function isThere(adminUrl: string, database: string): Promise<boolean> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return (await client.query('select from pg_database where datname = $1', [database])).rows.length > 0;
  } finally {
    await client.end();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a run that is interrupted', () => {
  test('leaves no server and no record', async () => {
    const { runUntilItStands, left } = workspace();
    const run = await runUntilItStands();
    expect(run.servers.map(isRunning)).toEqual([true]);
    await run.kill('SIGINT');
    expect(run.servers.map(isRunning)).toEqual([false]);
    expect(left('runs')).toEqual([]);
  });
});

describe('a run that is killed', () => {
  test('leaves its servers to the next run, which ends them with its own', async () => {
    const { runUntilItStands, runToEnd, left } = workspace();
    const run = await runUntilItStands();
    await run.kill('SIGKILL');
    expect(run.servers.map(isRunning)).toEqual([true]);
    expect(left('runs')).not.toEqual([]);
    await eventually(() => !isAlive(run.stood.worker), { what: 'the worker has noticed' });
    expect((await runToEnd(passes)).code).toBe(0);
    expect(run.servers.map(isRunning)).toEqual([false]);
    expect(left('runs')).toEqual([]);
  });

  test('leaves its databases on a given server to the next run, which drops them', async () => {
    const { runUntilItStands, runToEnd, left } = workspace();
    const adminUrl = await givenServer();
    const given = { HOLDFAST_POSTGRES_URL: adminUrl };
    const run = await runUntilItStands(given);
    expect(run.servers).toEqual([]);
    await run.kill('SIGKILL');
    expect(await isThere(adminUrl, run.stood.database)).toBe(true);
    expect((await runToEnd(passes, given)).code).toBe(0);
    expect(await isThere(adminUrl, run.stood.database)).toBe(false);
    expect(left('test-namespaces')).toEqual([]);
  });
});

describe('a machine without Java', () => {
  test('runs the tests that need no Kafka, and leaves the others undecided with what mends it', async () => {
    const { runToEnd } = workspace();
    const needsKafka = `test('needs Kafka', async (context) => { await testTopics(context, { topics: ['garden.events'] }); });`;
    const env = { PATH: pathWithoutJava(), JAVA_HOME: '' };
    const { code, tests, output } = await runToEnd(`${passes}\n${needsKafka}`, env);
    expect(tests.map(({ status }) => status)).toEqual(['passed', 'skipped']);
    expect(code).toBe(0);
    expect(output + JSON.stringify(tests)).toMatch(/undecided: There is no Kafka/);
  });
});

// The path with a Java at its head that does not run.
function pathWithoutJava(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-path-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'java'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  return `${folder}:${process.env['PATH'] ?? ''}`;
}
