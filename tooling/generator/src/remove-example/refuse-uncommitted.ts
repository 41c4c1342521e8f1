import { spawnSync } from 'node:child_process';

/** Throws UncommittedChanges unless git has everything that is there, so that it can bring everything back. */
export function refuseUncommitted(root: string): void {
  const { status, stdout } = spawnSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new UncommittedChanges('git does not know this folder, so it cannot bring it back');
  const changes = stdout.split('\n').filter((line) => line !== '');
  if (changes.length > 0) {
    throw new UncommittedChanges(`${changes.length} files have changes that are not committed (git status)`);
  }
}

/** What is removed could not be brought back as it was. */
export class UncommittedChanges extends Error {
  readonly code = 'uncommitted-changes';

  constructor(why: string) {
    super(`${why}. Commit first, or add --force.`);
  }
}
