import { spawnSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { release } from 'node:os';
import { stripVTControlCharacters } from 'node:util';
import { isFree } from '@holdfast/local-infra';

/** What is asked of a machine; tests answer in its place. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly kernel: string;
  /** What a program says, both streams; undefined if it is missing or fails. */
  says(command: string, ...args: string[]): string | undefined;
  /** Undefined where the folder, and all above it, cannot be asked. */
  freeGb(folder: string): number | undefined;
  isFree(port: number): Promise<boolean>;
}

export const thisMachine: Machine = {
  platform: process.platform,
  isRoot: process.getuid?.() === 0,
  env: process.env,
  kernel: release(),
  says: (command, ...args) => {
    const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 10_000 });
    return status === 0 ? stripVTControlCharacters(`${stdout}${stderr}`).trim() : undefined;
  },
  freeGb: (folder) => {
    try {
      const { bavail, bsize } = statfsSync(folder);
      return (bavail * bsize) / 1e9;
    } catch {
      return undefined;
    }
  },
  isFree,
};
