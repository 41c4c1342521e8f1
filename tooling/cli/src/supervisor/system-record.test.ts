import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTimeOf } from '@holdfast/local-infra';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runningSystems, writeSystemRecord, type SystemRecord } from './system-record.ts';

let root: string;

beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'records-'))));
afterEach(() => rmSync(root, { recursive: true }));

const record = (startedAt: string): SystemRecord => ({
  system: 'plot',
  owner: { pid: process.pid, startedAt },
  startedAt: '2026-01-01T00:00:00.000Z',
  state: join(root, '.holdfast', 'state'),
  namespace: '',
  infra: {},
  processes: [{ name: 'garden', pid: 1, url: 'http://127.0.0.1:4000' }],
});

test('a system is known as long as its process lives', () => {
  const lives = record(startTimeOf(process.pid)!);
  writeSystemRecord(join(root, '.holdfast', 'runs', 'a'), lives);
  writeSystemRecord(join(root, '.holdfast', 'runs', 'b'), record('another life'));
  expect(runningSystems(root)).toEqual([lives]);
});

test('nothing runs where nothing was started', () => {
  expect(runningSystems(root)).toEqual([]);
});
