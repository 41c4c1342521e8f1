import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimPort } from './claim-port.ts';

let folder: string;

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'claims-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('a claimed port is not given again until it is released', () => {
  const claim = claimPort(4000, folder);
  expect([claim?.port, claimPort(4000, folder)]).toEqual([4000, undefined]);
  claim?.release();
  expect(claimPort(4000, folder)).toBeDefined();
});

test.each([
  ['of a process that is gone', JSON.stringify({ pid: process.pid, startedAt: 'another life' })],
  ['that nobody can read', '{'],
])('a claim %s does not count', (_, text) => {
  writeFileSync(join(folder, '4000.json'), text);
  expect(claimPort(4000, folder)).toBeDefined();
});
