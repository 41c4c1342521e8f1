import { loadSystem, simulatorsOf } from '@holdfast/system-model';
import { cruiseTree } from './cruise-tree.ts';
import { undeclaredDependencies } from './declared-dependencies.ts';
import { namesOf, namesUsed } from './names.ts';
import { outsideImports } from './outside-imports.ts';
import { incompletePackages, unlistedExports } from './package-rules.ts';
import { readImportRules, type ImportRules, type Violation } from './rules.ts';
import { isPlatform, isSource, sourceFiles } from './source-files.ts';
import { workspacePackages } from './workspace-packages.ts';

/** What was looked at and what was found. The numbers are there because a rule that looks at nothing always holds. */
export interface TreeReport {
  readonly violations: readonly Violation[];
  readonly packages: number;
  /** Source files on disk, and those of them that the import rules saw. */
  readonly files: number;
  readonly modules: number;
  readonly apps: number;
  /** Names of the model that were looked for, and the platform files in which. */
  readonly names: number;
  readonly platformFiles: number;
  /** Why the names and the simulators could not be looked for, when they could not. */
  readonly undecided?: string;
}

/**
 * Checks the tree at `root` against its rules. Throws when a source does not parse. `rules` may come from another root,
 * so that a small tree is held to the rules of the real one.
 */
export async function checkTree(root: string, rules?: ImportRules): Promise<TreeReport> {
  const importRules = rules ?? (await readImportRules(root));
  const packages = workspacePackages(root);
  const files = sourceFiles(root);
  const sources = files.filter((file) => isSource(file));
  const platform = files.filter((file) => isPlatform(file));
  const cruised = await cruiseTree(root, packages, importRules);
  const { names, simulators, undecided } = await modelOf(root);
  return {
    violations: [
      ...cruised.violations,
      ...unseenFiles(
        sources,
        cruised.modules.map(({ source }) => source),
      ),
      ...undeclaredDependencies(root, cruised.modules, packages, importRules.isTestCode),
      ...outsideImports(cruised.modules, simulators, importRules.isTestCode),
      ...packages.flatMap((each) => [...unlistedExports(root, each), ...incompletePackages(root, each)]),
      ...platform.flatMap((file) => namesUsed(root, file, names)),
    ],
    packages: packages.length,
    apps: packages.filter(({ folder }) => folder.startsWith('apps/')).length,
    files: sources.length,
    modules: cruised.modules.length,
    names: names.size,
    platformFiles: platform.length,
    ...(undecided === undefined ? {} : { undecided }),
  };
}

interface Model {
  readonly names: ReadonlyMap<string, string>;
  readonly simulators: readonly string[];
  readonly undecided?: string;
}

/** A model that does not load is no reason to keep the other rules' answers back. */
async function modelOf(root: string): Promise<Model> {
  try {
    const system = await loadSystem(root);
    return { names: namesOf(system), simulators: simulatorsOf(system).map(({ app }) => app) };
  } catch (error) {
    return { names: new Map(), simulators: [], undecided: error instanceof Error ? error.message : String(error) };
  }
}

/** In both directions: a module that is not on disk means that the two sides count different things. */
function unseenFiles(sources: readonly string[], modules: readonly string[]): Violation[] {
  const seen = new Set(modules);
  const onDisk = new Set(sources);
  return [
    ...sources.filter((file) => !seen.has(file)).map((where) => unseen(where, 'is on disk and was not cruised')),
    ...modules.filter((module) => !onDisk.has(module)).map((where) => unseen(where, 'was cruised and is not counted')),
  ];
}

function unseen(where: string, found: string): Violation {
  return { rule: 'every-file-is-cruised', where, found };
}
