import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** This repository as it lies here, changes included and without what git ignores, in a folder and a git of its own. */
export function copiedTree(from: string): string {
  const root = mkdtempSync(join(tmpdir(), 'without-example-'));
  const files = gitIn(from, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0');
  for (const name of new Set(files)) {
    const file = join(from, name);
    if (name !== '' && existsSync(file)) cpSync(file, join(root, name), { verbatimSymlinks: true });
  }
  gitIn(root, 'init', '-q');
  gitIn(root, 'add', '-A');
  gitIn(root, '-c', 'user.name=test', '-c', 'user.email=test@example.com', 'commit', '-q', '-m', 'All');
  return root;
}

function gitIn(cwd: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`git ${args[0]}: ${stderr}`);
  return stdout;
}
