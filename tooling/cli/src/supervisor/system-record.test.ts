import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTimeOf } from '@holdfast/local-infra';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runningSystems, writeSystemRecord, type SystemRecord } from './system-record.ts';

let root: string;

beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'records-'))));
afterEach(() => rmSync(root, { recursive: true }));

// This test's own process stands for every process that runs.
const living = { pid: process.pid, startedAt: startTimeOf(process.pid)! };
const gone = { pid: process.pid, startedAt: 'another life' };

const record = (owner: SystemRecord['owner'], processes: SystemRecord['processes']): SystemRecord => ({
  system: 'plot',
  owner,
  startedAt: '2026-01-01T00:00:00.000Z',
  state: join(root, '.holdfast', 'state'),
  namespace: '',
  infra: {},
  processes,
});
const write = (run: string, written: SystemRecord) => writeSystemRecord(join(root, '.holdfast', 'runs', run), written);
const garden = { name: 'garden', ...living, url: 'http://127.0.0.1:4000' };
const shed = { name: 'shed', ...gone };

test('a system is known as long as its process lives, and tells which of its processes ended', () => {
  write('a', record(living, [garden, shed]));
  expect(runningSystems(root)).toEqual([
    { run: 'a', ...record(living, []), processes: [garden, { ...shed, ended: true }] },
  ]);
});

test('what a killed start left behind is known as long as it runs', () => {
  write('a', record(gone, [garden, shed]));
  expect(runningSystems(root)).toEqual([{ run: 'a', ...record(gone, [garden]), orphaned: true }]);
});

test('a killed start that left nothing is over', () => {
  write('a', record(gone, [shed]));
  expect(runningSystems(root)).toEqual([]);
});

test('nothing runs where nothing was started', () => {
  expect(runningSystems(root)).toEqual([]);
});
