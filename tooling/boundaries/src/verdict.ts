import type { TreeReport } from './check-tree.ts';
import type { Rule } from './rules.ts';

/** What a person reads, and the exit code: 0 held, 1 broken, 2 not decided. */
export interface Verdict {
  readonly exitCode: 0 | 1 | 2;
  readonly text: string;
}

/** A report in words. A check that looked at nothing did not decide anything, whatever it found. */
export function verdictOf(report: TreeReport, rules: readonly Rule[]): Verdict {
  const { violations, modules, files, packages, apps, names, platformFiles, undecided } = report;
  if (violations.length > 0) return { exitCode: 1, text: broken(report, rules) };
  if (undecided !== undefined) return { exitCode: 2, text: `undecided: ${undecided}` };
  // A tree without apps is a system that has no names yet.
  const looked = { rules: rules.length, modules, packages, platformFiles, ...(apps > 0 && { names }) };
  const nothing = Object.entries(looked).find(([, count]) => count === 0);
  if (nothing)
    return {
      exitCode: 2,
      text: `undecided: the check looked at no ${nothing[0]}. Run it from the root of a full tree.`,
    };
  return {
    exitCode: 0,
    text: `held: ${rules.length} rules over ${modules} modules (${files} source files on disk) in ${packages} packages; ${names} names looked for in ${platformFiles} platform files`,
  };
}

function broken({ violations }: TreeReport, rules: readonly Rule[]): string {
  const byRule = Map.groupBy(violations, ({ rule }) => rule);
  const parts = [...byRule].map(([name, places]) => {
    const comment = rules.find((rule) => rule.name === name)?.comment ?? '';
    const lines = places.map(({ where, found }) => `  ${where} ${found}`);
    return `broken: ${name} (docs/rules/${name}.md)\n${lines.join('\n')}\n  → ${comment}`;
  });
  return `${parts.join('\n\n')}\n\n${violations.length} violations of ${byRule.size} rules`;
}
