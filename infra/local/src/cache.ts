import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { startTimeOf } from './process-identity.ts';

/** The folder of this user for what can be made again: `$XDG_CACHE_HOME/holdfast`, else `~/.cache/holdfast`. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  const given = env['XDG_CACHE_HOME'];
  return join(given !== undefined && isAbsolute(given) ? given : join(homedir(), '.cache'), 'holdfast');
}

/**
 * Makes a folder or file once and for all later calls. `make` writes to a draft that is renamed when it is complete,
 * so a crash leaves nothing that looks finished, and of two processes at once the first one wins and both go on.
 */
export async function madeOnce(target: string, make: (draft: string) => Promise<void>): Promise<string> {
  if (existsSync(target)) return target;
  mkdirSync(dirname(target), { recursive: true });
  removeDeadDrafts(target);
  const draft = `${target}${draftMark}${process.pid}-${randomBytes(3).toString('hex')}`;
  try {
    await make(draft);
    moveInto(target, draft);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return target;
}

const draftMark = '.draft-';

function moveInto(target: string, draft: string): void {
  try {
    renameSync(draft, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
}

function removeDeadDrafts(target: string): void {
  const start = basename(target) + draftMark;
  const drafts = readdirSync(dirname(target)).filter((name) => name.startsWith(start));
  const dead = drafts.filter((name) => startTimeOf(Number.parseInt(name.slice(start.length), 10)) === undefined);
  for (const name of dead) rmSync(join(dirname(target), name), { recursive: true, force: true });
}
