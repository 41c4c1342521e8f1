import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { IConfiguration } from 'dependency-cruiser';

/** One rule: its name is also its page and its fixture, its comment says what to do instead. */
export interface Rule {
  readonly name: string;
  readonly comment: string;
}

/** One place where a rule does not hold. */
export interface Violation {
  readonly rule: string;
  /** A file, from the root, with its line where that is known. */
  readonly where: string;
  /** What was found there. */
  readonly found: string;
}

/** The import rules of `.dependency-cruiser.js` as it stands at `root`, and which files it counts as test code. */
export interface ImportRules {
  readonly configuration: IConfiguration;
  readonly rules: readonly Rule[];
  readonly isTestCode: (file: string) => boolean;
}

/** Reads the import rules. Throws when a rule has no name or no comment: such a rule cannot be broken in a test or explained. */
export async function readImportRules(root: string): Promise<ImportRules> {
  const file = pathToFileURL(join(root, '.dependency-cruiser.js')).href;
  const { default: configuration, testCode } = (await import(file)) as { default: IConfiguration; testCode: string[] };
  const rules = (configuration.forbidden ?? []).map(({ name, comment }) => {
    if (!name || !comment) throw new Error('.dependency-cruiser.js has a rule without name or comment. Add both.');
    return { name, comment };
  });
  const patterns = testCode.map((pattern) => new RegExp(pattern));
  return { configuration, rules, isTestCode: (path) => patterns.some((pattern) => pattern.test(path)) };
}

/** All rules: those on imports, and those that look at files. */
export async function readRules(root: string): Promise<Rule[]> {
  return [...(await readImportRules(root)).rules, ...fileRules];
}

/** The rules that look at files; their code stands beside each other in this package. */
const fileRules: readonly Rule[] = [
  {
    name: 'every-file-is-cruised',
    comment: 'The import rules do not see this file. Move it into a package of the workspace.',
  },
  {
    name: 'dependencies-are-declared',
    comment: 'The package is found by luck, through the root. Add it to the dependencies in this package.json.',
  },
  {
    name: 'dev-dependencies-stay-in-tests',
    comment: 'Production code needs it, so move it from devDependencies to dependencies.',
  },
  {
    name: 'exports-are-listed',
    comment:
      'Write each entry of `exports` by hand, with a file that exists: the map is the table of contents of the package.',
  },
  {
    name: 'packages-are-complete',
    comment: 'Add what is missing; the other packages show how. Everybody finds the same four scripts in each of them.',
  },
  {
    name: 'outside-knows-nothing-of-us',
    comment:
      'A simulator stands for a system that is not ours: it knows HTTP and its own ledger. Write what it needs again, in its own words.',
  },
  {
    name: 'platform-knows-no-names',
    comment:
      'The platform serves any system. Use its own words: subject, message, consumer; in a test, an example of its own.',
  },
];
