import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import type { IModule } from 'dependency-cruiser';
import type { Violation } from './rules.ts';
import { readManifest, type Manifest, type WorkspacePackage } from './workspace-packages.ts';

/** Imports of packages that the importing package does not declare, or declares for its tests only. */
export function undeclaredDependencies(
  root: string,
  modules: readonly IModule[],
  packages: readonly WorkspacePackage[],
  isTestCode: (file: string) => boolean,
): Violation[] {
  const rootManifest = readManifest(join(root, 'package.json'));
  return modules.flatMap(({ source, dependencies }) => {
    const owner = packages.find(({ folder }) => source.startsWith(`${folder}/`));
    const manifest = owner?.manifest ?? rootManifest;
    // The root is never in production: what it declares is for people and tools.
    const devIsEnough = owner === undefined || isTestCode(source);
    return (
      dependencies
        // What leads nowhere is already said by the import rules.
        .filter(({ couldNotResolve }) => !couldNotResolve)
        .map(({ module }) => packageIn(module))
        .filter((name) => name !== undefined && name !== manifest.name)
        .flatMap((name) => problemWith(name!, source, manifest, devIsEnough))
    );
  });
}

function problemWith(name: string, where: string, manifest: Manifest, devIsEnough: boolean): Violation[] {
  const { dependencies, optionalDependencies, peerDependencies, devDependencies } = manifest;
  if (name in { ...dependencies, ...optionalDependencies, ...peerDependencies }) return [];
  if (!(name in { ...devDependencies }))
    return [{ rule: 'dependencies-are-declared', where, found: `imports ${name}` }];
  return devIsEnough ? [] : [{ rule: 'dev-dependencies-stay-in-tests', where, found: `imports ${name}` }];
}

/** `@scope/name` of `@scope/name/door`; nothing for a path and for Node's own modules. */
function packageIn(specifier: string): string | undefined {
  if (/^[./#]/.test(specifier) || isBuiltin(specifier)) return undefined;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
