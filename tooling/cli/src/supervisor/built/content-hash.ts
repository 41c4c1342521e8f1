import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { deliveredFiles, withNeeds, type WorkspacePackage } from './workspace-packages.ts';

/** A name for what would be delivered: the built files of a package and of its neighbours, and which packages of others they get. */
export function contentHash(root: string, one: WorkspacePackage, workspace: readonly WorkspacePackage[]): string {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\0`);
  const ours = withNeeds(one, workspace).flatMap((each) => deliveredFiles(root, each));
  const versions = globSync(['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'patches/*'], { cwd: root }).toSorted();
  for (const file of [...versions, ...ours]) {
    if (statSync(join(root, file)).isFile())
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}
