import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Copies what a clone of this working tree would hold: tracked files and new ones, nothing that is ignored. */
export function copyTree(root: string, target: string): void {
  for (const file of filesOf(root)) {
    if (!existsSync(join(root, file))) continue; // Deleted, and not yet committed.
    mkdirSync(dirname(join(target, file)), { recursive: true });
    cpSync(join(root, file), join(target, file), { verbatimSymlinks: true });
  }
}

/** The folder is no git checkout, so nobody can say which files belong to it. */
export class NoCheckout extends Error {
  readonly code = 'no-checkout';

  constructor(root: string, cause: unknown) {
    super(`${root} is no git checkout, or git is missing: what a clone would hold cannot be told.`, { cause });
  }
}

function filesOf(root: string): string[] {
  try {
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return listed.split('\0').filter((file) => file !== '');
  } catch (error) {
    throw new NoCheckout(root, error);
  }
}
