import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ownTerminal } from '../terminal.ts';
import { runMeasuringProgram, UnknownProgram } from './measuring-program.ts';

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
  expect(
    await runMeasuringProgram({ root, terminal, kind: 'bench', name: 'rain', args: ['--json', '--only=wind'] }),
  ).toBe(2);
  expect(out).toEqual(['--json --only=wind']);
});

test.each(['sun', '..', 'rain/..'])('%s is none, and what there is is said', async (name) => {
  await expect(runMeasuringProgram({ root, terminal, kind: 'bench', name, args: [] })).rejects.toThrow(UnknownProgram);
  await expect(runMeasuringProgram({ root, terminal, kind: 'bench', name, args: [] })).rejects.toThrow(
    'There is no bench',
  );
});

test('a campaign has a folder of its own kind', async () => {
  const folder = join(root, 'proofs', 'messaging', 'src', 'campaigns', 'storm');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'main.ts'), `console.log('blows');\n`);
  expect(await runMeasuringProgram({ root, terminal, kind: 'campaign', name: 'storm', args: [] })).toBe(0);
  expect(out).toEqual(['blows']);
  await expect(runMeasuringProgram({ root, terminal, kind: 'bench', name: 'storm', args: [] })).rejects.toThrow(
    'There are: rain.',
  );
});
