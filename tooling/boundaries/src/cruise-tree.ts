import { readdirSync } from 'node:fs';
import { cruise, type ICruiseResult, type IModule } from 'dependency-cruiser';
import type { ImportRules, Violation } from './rules.ts';
import { isSource } from './source-files.ts';
import type { WorkspacePackage } from './workspace-packages.ts';

/** The modules of the tree with their imports, and where these break a rule. Libraries and Node's own modules are left out. */
export async function cruiseTree(root: string, packages: readonly WorkspacePackage[], rules: ImportRules) {
  const { forbidden = [], options = {} } = rules.configuration;
  const start = [...packages.map(({ folder }) => folder), ...rootFiles(root)];
  const { output } = await cruise(
    start,
    { ...options, baseDir: root, validate: true, ruleSet: { forbidden } },
    // Several trees are cruised by one process in the tests, and each has other packages.
    { bustTheCache: true },
  );
  if (typeof output === 'string') throw new Error(`dependency-cruiser answered with text: ${output}`);
  return { modules: output.modules.filter(isOurs), violations: violationsOf(output) };
}

function rootFiles(root: string): string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isFile() && isSource(entry.name))
    .map(({ name }) => name);
}

function isOurs({ source, coreModule, couldNotResolve }: IModule): boolean {
  return !coreModule && !couldNotResolve && !source.includes('node_modules/');
}

function violationsOf({ summary }: ICruiseResult): Violation[] {
  return summary.violations.map(({ rule, from, to, cycle }) => ({
    rule: rule.name,
    where: from,
    found: cycle
      ? `imports itself through ${cycle.map(({ name }) => name).join(' → ')}`
      : `imports ${to.replace(/^.*node_modules\//, '')}`,
  }));
}
