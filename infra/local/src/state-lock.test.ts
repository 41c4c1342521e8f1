import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StateInUse, lockState } from './state-lock.ts';

let state = '';
beforeEach(() => {
  state = join(mkdtempSync(join(tmpdir(), 'holdfast-lock-')), 'state');
});
afterEach(() => rmSync(join(state, '..'), { recursive: true, force: true }));

test('a state folder has one user at a time, and the refusal names it', () => {
  const lock = lockState(state);
  expect(() => lockState(state)).toThrow(StateInUse);
  expect(() => lockState(state)).toThrow(String(process.pid));
  lock.release();
  const next = lockState(state);
  lock.release();
  expect(() => lockState(state)).toThrow(StateInUse);
  next.release();
});

test('a lock whose process was killed is taken over', () => {
  const module = new URL('state-lock.ts', import.meta.url).href;
  const script = `import { lockState } from '${module}'; lockState('${state}'); process.kill(process.pid, 'SIGKILL');`;
  expect(spawnSync(process.execPath, ['--input-type=module', '--eval', script]).signal).toBe('SIGKILL');
  expect(() => lockState(state).release()).not.toThrow();
});

test('a lock whose number belongs to another process by now is taken over', () => {
  lockState(state).release();
  writeFileSync(join(state, 'lock.json'), JSON.stringify({ pid: process.pid, startedAt: 'some other time' }));
  expect(() => lockState(state).release()).not.toThrow();
});

test.each(['', 'garbage', 'null', '{}'])('a lock that says %j is nobody’s, and is taken over', (text) => {
  lockState(state).release();
  writeFileSync(join(state, 'lock.json'), text);
  expect(() => lockState(state).release()).not.toThrow();
});

test('only its owner can read a state folder', () => {
  lockState(state).release();
  expect(statSync(state).mode & 0o077).toBe(0);
});
