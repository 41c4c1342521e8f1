import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { passwordOf } from './secret.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-secret-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a login keeps its password with the state folder, and has another one elsewhere', () => {
  const password = passwordOf(join(folder, 'one'), 'garden');
  expect(passwordOf(join(folder, 'one'), 'garden')).toBe(password);
  expect(passwordOf(join(folder, 'one'), 'parcel')).not.toBe(password);
  expect(passwordOf(join(folder, 'two'), 'garden')).not.toBe(password);
});

test('a password needs no quoting in an address, in SQL or in the settings of a broker', () => {
  const passwords = Array.from({ length: 200 }, (_, index) => passwordOf(folder, `login ${index}`));
  for (const password of passwords) expect(password).toMatch(/^[\w-]{32}$/);
});

test('nobody else can read the secret', () => {
  passwordOf(folder, 'garden');
  expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600);
});
