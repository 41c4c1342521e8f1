import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { deployedFolders } from './deploy-package.ts';

/** Removes what no start has used for a month: each change of a source makes folders with another name. */
export function forgetUnused(env: NodeJS.ProcessEnv, now = Date.now()): void {
  const folder = deployedFolders(env);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const usedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now;
    if (now - usedAt > monthMs) rmSync(path, { recursive: true, force: true });
  }
}

const monthMs = 30 * 24 * 60 * 60 * 1_000;
