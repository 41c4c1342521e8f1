import { existsSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, madeOnce, type Run } from '@holdfast/local-infra';
import { contentHash } from './content-hash.ts';
import { runTool } from './run-tool.ts';
import type { WorkspacePackage } from './workspace-packages.ts';

export interface Deployment {
  readonly root: string;
  readonly workspace: readonly WorkspacePackage[];
  readonly package: WorkspacePackage;
  readonly run: Pick<Run, 'add' | 'remove'>;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal | undefined;
}

/**
 * The folder with a package and all that it needs in production: `pnpm deploy --prod`, from the lockfile and the store, with no
 * network. Folders are known by their content, so the second time it is there already.
 */
export async function deployPackage(deployment: Deployment): Promise<{ folder: string; isNew: boolean }> {
  const { root, workspace, package: one, run, env, signal } = deployment;
  const name = `${one.path.split('/').at(-1)}-${contentHash(root, one, workspace)}`;
  const target = join(deployedFolders(env), name);
  const isNew = !existsSync(target);
  const folder = await madeOnce(target, async (draft) => {
    const args = ['--filter', one.name, 'deploy', '--prod', '--offline', '--config.minimum-release-age=0', draft];
    await runTool({ root, run, name: `pack ${one.name}`, command: 'pnpm', args, signal });
  });
  const now = new Date();
  utimesSync(folder, now, now);
  return { folder, isNew };
}

/** Where the folders of this user are. */
export function deployedFolders(env: NodeJS.ProcessEnv): string {
  return join(cacheFolder(env), 'built');
}
