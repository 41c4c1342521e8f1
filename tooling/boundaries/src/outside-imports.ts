import type { IModule } from 'dependency-cruiser';
import type { Violation } from './rules.ts';

/**
 * Imports by which a simulator would know the system that it stands outside of: contracts, platform, tools. Its tests may
 * use the testkit and the loader of sources, which know no system either.
 */
export function outsideImports(
  modules: readonly IModule[],
  simulators: readonly string[],
  isTestCode: (file: string) => boolean,
): Violation[] {
  return modules.flatMap(({ source, dependencies }) => {
    if (!simulators.some((app) => source.startsWith(`apps/${app}/`))) return [];
    return dependencies
      .map(({ resolved }) => resolved)
      .filter((path) => ours.test(path) && !(isTestCode(source) && forTests.test(path)))
      .map((path) => ({ rule: 'outside-knows-nothing-of-us', where: source, found: `imports ${path}` }));
  });
}

const ours = /^(?:packages|infra|tooling|proofs)\//;
const forTests = /^packages\/(?:testkit|source-loader)\//;
