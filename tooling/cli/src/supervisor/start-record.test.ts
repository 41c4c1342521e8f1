import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRun, startTimeOf, type Run } from '@holdfast/local-infra';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { foundStarts, StartRecord } from './start-record.ts';

// This test's own process stands for every process that runs.
const living = { pid: process.pid, startedAt: startTimeOf(process.pid)! };
let root: string;
let run: Run;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'starts-'));
  run = startRun(root, 'start');
});
afterEach(async () => {
  await run.end();
  rmSync(root, { recursive: true });
});

/** The owner becomes a process that is gone. */
function killed(children: readonly object[]): void {
  const owner = { pid: process.pid, startedAt: 'another life' };
  writeFileSync(`${run.folder}.json`, JSON.stringify({ id: run.id, name: 'start', owner, children, projects: [] }));
}

test('a start is known from its first moment to its last, with what it does', () => {
  expect(foundStarts(root)).toEqual([]);
  const record = new StartRecord(run, 'plot');
  expect(foundStarts(root)).toMatchObject([{ run: run.id, system: 'plot', doing: 'getting ready' }]);
  record.doing('migrations');
  expect(foundStarts(root)).toMatchObject([{ doing: 'migrations', owner: { pid: process.pid }, left: [] }]);
  record.isOver();
  expect(foundStarts(root)).toEqual([]);
});

test('one that was killed half way is known as long as something of it runs', () => {
  new StartRecord(run, 'plot').doing('migrations');
  killed([]);
  expect(foundStarts(root)).toEqual([]);
  killed([{ ...living, name: 'postgres', kind: 'server' }]);
  expect(foundStarts(root)).toMatchObject([{ killed: true, left: ['postgres'] }]);
});
