import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepLogs } from './keep-logs.ts';

let root: string;
let state: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'keep-logs-'));
  state = join(root, '.holdfast', 'runs', 'a', 'state');
});
afterEach(() => rmSync(root, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
}

test('logs outlive their state, and those of an earlier failure go', () => {
  const kept = join(root, '.holdfast', 'last-failure');
  write(join(kept, 'logs', 'shed.log'), 'earlier');
  write(join(state, 'logs', 'garden.log'), 'no water');
  write(join(state, 'postgres', 'postgres.log'), 'ready');
  write(join(state, 'postgres', 'data', 'table'), 'rows');
  expect(keepLogs(root, state)).toBe('.holdfast/last-failure');
  rmSync(state, { recursive: true });
  expect(readFileSync(join(kept, 'logs', 'garden.log'), 'utf8')).toBe('no water');
  expect(readFileSync(join(kept, 'postgres', 'postgres.log'), 'utf8')).toBe('ready');
  expect([existsSync(join(kept, 'logs', 'shed.log')), existsSync(join(kept, 'postgres', 'data'))]).toEqual([
    false,
    false,
  ]);
});

test('a state without logs leaves those of the last failure', () => {
  const file = join(root, '.holdfast', 'last-failure', 'logs', 'shed.log');
  write(file, 'earlier');
  expect(keepLogs(root, state)).toBeUndefined();
  expect(existsSync(file)).toBe(true);
});

test('they are for whoever ran it alone, as their state was, whatever an earlier one left there', () => {
  const kept = join(root, '.holdfast', 'last-failure');
  write(join(kept, 'logs', 'shed.log'), 'earlier');
  write(join(state, 'logs', 'garden.log'), 'rose lives at 3 Hedge Row');
  keepLogs(root, state);
  expect(statSync(kept).mode & 0o777).toBe(0o700);
});
