import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pc from 'picocolors';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testCommand } from './test.ts';

let root: string;
let told: string[];
let said: string[];

beforeEach(() => {
  [told, said] = [[], []];
  root = mkdtempSync(join(tmpdir(), 'test-command-'));
  mkdirSync(join(root, 'packages/garden/src'), { recursive: true });
  writeFileSync(join(root, 'packages/garden/package.json'), '{}');
  writeFileSync(join(root, 'packages/garden/src/bed.test.ts'), '');
});
afterEach(() => rmSync(root, { recursive: true }));

const tested = async (options: { filter: string; json?: boolean }) => {
  const terminal = { out: (line: string) => void told.push(line), say: (line: string) => void said.push(line) };
  return await testCommand({ root, terminal: { ...terminal, colour: pc }, ...options });
};
const why = 'no test matches "gardn"; services and packages: garden.';

describe('a filter that finds no test', () => {
  test('is an error of whoever wrote it, and no test that failed', async () => {
    expect(await tested({ filter: 'gardn' })).toBe(1);
    expect([told, said]).toEqual([['0 passed, 0 failed'], [`holdfast: ${why}`]]);
  });

  test('tells a program why', async () => {
    expect(await tested({ filter: 'gardn', json: true })).toBe(1);
    expect(JSON.parse(told[0]!)).toEqual({ passed: 0, failed: 0, skipped: 0, undecided: [], nothingRan: why });
  });
});
