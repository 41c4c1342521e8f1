import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ownTerminal } from '../terminal.ts';
import { benchCommand, UnknownBench } from './bench.ts';

let root: string;
let out: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bench-'));
  out = [];
  const folder = join(root, 'proofs', 'bench', 'src', 'rain');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'main.ts'), `console.log(process.argv.slice(2).join(' '));\nprocess.exit(2);\n`);
});
afterEach(() => rmSync(root, { recursive: true }));

const terminal = { ...ownTerminal(), out: (line: string) => void out.push(line) };

test('a bench is found by its folder, is given what was asked for, and its code is the code of the command', async () => {
  expect(await benchCommand({ root, terminal, name: 'rain', args: ['--json', '--only=wind'] })).toBe(2);
  expect(out).toEqual(['--json --only=wind']);
});

test.each(['sun', '..', 'rain/..'])('%s is none, and what there is is said', async (name) => {
  await expect(benchCommand({ root, terminal, name, args: [] })).rejects.toThrow(UnknownBench);
  await expect(benchCommand({ root, terminal, name, args: [] })).rejects.toThrow('There are: rain.');
});
