import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { outsideSecret } from './outside-secret.ts';

function stateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'outside-secret-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'state');
}

test('a secret stays the same for kept state, and differs between systems and states', () => {
  const state = stateFolder();
  const secret = outsideSecret(state, 'weather');
  expect(outsideSecret(state, 'weather')).toBe(secret);
  expect(new Set([secret, outsideSecret(state, 'tides'), outsideSecret(stateFolder(), 'weather')]).size).toBe(3);
  expect(secret).toMatch(/^[\w-]{32}$/);
});

test('only the owner may read what the secrets are made from', () => {
  const state = stateFolder();
  outsideSecret(state, 'weather');
  expect(statSync(join(state, 'outside-secret')).mode & 0o777).toBe(0o600);
});

test('a file that a crash cut off is made anew', () => {
  const state = stateFolder();
  const secret = outsideSecret(state, 'weather');
  truncateSync(join(state, 'outside-secret'), 0);
  expect(outsideSecret(state, 'weather')).not.toBe(secret);
  expect(readFileSync(join(state, 'outside-secret'), 'utf8')).toMatch(/^[0-9a-f]{64}$/);
});
