import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { libraryTree } from '../../test/library-tree.ts';
import { temporaryTree } from '../../test/temporary-tree.ts';
import { UncommittedChanges } from './refuse-uncommitted.ts';
import { removeExample } from './remove-example.ts';

let root: string;
let said: string[];
let asked: number;

function terminalThat(answers: boolean | undefined) {
  return {
    say: (line: string) => void said.push(line),
    result: () => undefined,
    ask: async () => ((asked += 1), answers),
  };
}

function git(...args: string[]): void {
  const who = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
  const { status, stderr } = spawnSync('git', [...who, ...args], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

beforeEach(() => {
  said = [];
  asked = 0;
  root = temporaryTree(libraryTree);
});

const run = async (wishes: { isDry?: boolean; isForced?: boolean; isSure?: boolean }, answer?: boolean) =>
  await removeExample({
    root,
    terminal: terminalThat(answer),
    isDry: false,
    isForced: false,
    isSure: false,
    ...wishes,
  });
const isThere = () => existsSync(join(root, 'apps/library'));

test('a dry run shows what would go, and removes nothing', async () => {
  expect(await run({ isDry: true })).toBe(0);
  expect(said).toContain('  apps/library/');
  expect(said.slice(said.indexOf('and writes anew, without the example:') + 1)).toEqual(
    [
      'ARCHITECTURE.md',
      'CHANGELOG.md',
      'README.md',
      'docs/runbooks/late.md',
      'package.json',
      'pnpm-lock.yaml',
      'system.services.ts',
      'system.ts',
    ].map((path) => `  ${path}`),
  );
  expect([isThere(), asked]).toEqual([true, 0]);
});

test('what git could not bring back is not removed', async () => {
  await expect(run({ isSure: true })).rejects.toThrow('git does not know this folder');
  git('init', '-q');
  await expect(run({ isSure: true })).rejects.toThrow(UncommittedChanges);
  git('add', '-A');
  git('commit', '-q', '-m', 'All');
  writeFileSync(join(root, 'notes.txt'), 'new');
  await expect(run({ isSure: true })).rejects.toThrow('1 files have changes that are not committed');
  expect(isThere()).toBe(true);
});

test.each([
  [false, 'Nothing was removed.'],
  [undefined, 'Nobody is there to be asked, so nothing was removed. Add --yes.'],
])('nothing is removed when the answer is %j', async (answer, sentence) => {
  expect(await run({ isForced: true }, answer)).toBe(1);
  expect([isThere(), asked, said.at(-1)]).toEqual([true, 1, sentence]);
});
