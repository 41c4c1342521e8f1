import type { Run } from '@holdfast/local-infra';
import { buildPackages } from './build-packages.ts';
import { deployPackage } from './deploy-package.ts';
import { forgetUnused } from './forget-unused.ts';
import { packagesOf, type WorkspacePackage } from './workspace-packages.ts';

/** A system as it is delivered: for each app, and for the migration job, a folder that needs nothing else. */
export interface BuiltSystem {
  /** By the folder of an app in `apps/`. */
  readonly apps: ReadonlyMap<string, string>;
  /** The folder of the migration job. */
  readonly job: string;
}

export interface BuiltSystemQuestion {
  readonly root: string;
  /** Folders in `apps/`. */
  readonly apps: readonly string[];
  readonly run: Pick<Run, 'add' | 'remove'>;
  readonly say: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Builds what changed and puts each app with all that it needs in production into a folder of its own, outside of the checkout: below
 * it, an import that nobody declared would find the packages of the workspace by climbing up. What has the same content as before is
 * there already. Needs no network. Throws ToolFailed.
 */
export async function builtSystem(question: BuiltSystemQuestion): Promise<BuiltSystem> {
  const { root, apps, run, say, env = process.env, signal } = question;
  const workspace = packagesOf(root);
  const job = named(workspace, migrationJob);
  const wanted = apps.map((app) => ({ app, package: inFolder(workspace, `apps/${app}`) }));
  const all = [job, ...wanted.map(({ package: one }) => one)];
  await buildPackages({ root, packages: all, run, say, signal });
  forgetUnused(env);
  const startedAt = performance.now();
  const deployed = await Promise.all(
    all.map(async (one) => await deployPackage({ root, workspace, package: one, run, env, signal })),
  );
  const anew = deployed.filter(({ isNew }) => isNew).length;
  if (anew > 0) say(`packed ${anew} of ${all.length} for production in ${secondsSince(startedAt)} s.`);
  const folders = new Map(all.map((one, index) => [one, deployed[index]!.folder]));
  return {
    apps: new Map(wanted.map(({ app, package: one }) => [app, folders.get(one)!])),
    job: folders.get(job)!,
  };
}

const migrationJob = '@holdfast/migrations';

function named(workspace: readonly WorkspacePackage[], name: string): WorkspacePackage {
  const found = workspace.find((one) => one.name === name);
  if (!found) throw new Error(`There is no package ${name} in this workspace. Bring its folder back.`);
  return found;
}

function inFolder(workspace: readonly WorkspacePackage[], path: string): WorkspacePackage {
  const found = workspace.find((one) => one.path === path);
  if (!found) throw new Error(`There is no package in ${path}. Give it a package.json, like the other apps.`);
  return found;
}

function secondsSince(startedAt: number): string {
  return ((performance.now() - startedAt) / 1000).toFixed(1);
}
