import { spawnSync } from 'node:child_process';
import type { Terminal } from '../terminal.ts';

/** Takes the packages that went out of the lockfile and of node_modules. */
export function refreshPackages(root: string, terminal: Terminal): void {
  // Nothing new is needed; looking at the age of each version would ask the network about all that stays.
  const args = ['install', '--no-frozen-lockfile', '--prefer-offline', '--config.minimum-release-age=0'];
  const { status, stdout, stderr, error } = spawnSync('pnpm', args, { cwd: root, encoding: 'utf8', env: ofPerson() });
  if (status === 0) return;
  terminal.say(error?.message ?? `${stdout}${stderr}`.trimEnd());
  terminal.say('pnpm could not bring the lockfile up to date; run `pnpm install` once.');
}

/** In CI pnpm would refuse to change the lockfile. */
function ofPerson(): NodeJS.ProcessEnv {
  const { CI: _, ...env } = process.env;
  return env;
}
