import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cloneRoot } from '../src/clone-root.ts';
import { cleanEnvironment, runProgram, type RunningProgram } from './run-program.ts';

/** A clone of this repository as it lies here, changes included, without anything that is ignored by git. */
export interface WholeClone {
  readonly root: string;
  /** `./holdfast …` in it. */
  holdfast(args: readonly string[], env?: NodeJS.ProcessEnv): RunningProgram;
  remove(): Promise<void>;
}

/** Makes one, in a folder of its own. Its first command installs the packages from the store. */
export function wholeClone(): WholeClone {
  const root = mkdtempSync(join(tmpdir(), 'whole-clone-'));
  const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: cloneRoot,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (listed.status !== 0) throw new Error(`git ls-files: ${listed.stderr}`);
  const files = listed.stdout.split('\0').filter((name) => name !== '' && existsSync(join(cloneRoot, name)));
  for (const name of files) cpSync(join(cloneRoot, name), join(root, name), { verbatimSymlinks: true });
  const holdfast = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    runProgram({ command: join(root, 'holdfast'), args, cwd: root, env: cleanEnvironment(env) });
  return {
    root,
    holdfast,
    remove: async () => {
      await holdfast(['stop']).ended;
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
