import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseHeader } from './header.ts';
import type { Header, LineProblem, Phase } from './header.ts';
import { isPlatform } from './migration-source.ts';
import type { MigrationSource } from './migration-source.ts';
import { readStatements } from './statements.ts';
import type { ConcurrentIndex } from './statements.ts';

/** One SQL file, read and found to be in order. */
export interface MigrationFile {
  readonly package: string;
  /** The file's name, for example `0003-parcel-weight.expand.sql`. */
  readonly file: string;
  readonly number: number;
  readonly header: Header;
  readonly sql: string;
  /** SHA-256 of the text with line ends as `\n`, so that a checkout with other line ends has the same. */
  readonly sha256: string;
  /** The index that this file builds concurrently, if it does. */
  readonly builds: ConcurrentIndex | undefined;
}

/** What is wrong with a file. */
export interface FileProblem extends LineProblem {
  readonly file: string;
}

/** Migration files that cannot be run as they are; the message lists every problem with file, line and what to do. */
export class MigrationFilesInvalid extends Error {
  readonly code = 'migration-files-invalid';
  readonly problems: readonly FileProblem[];

  constructor(problems: readonly FileProblem[]) {
    super(problems.map(({ file, line, problem }) => `${file}:${line} ${problem}`).join('\n'));
    this.problems = problems;
  }
}

/**
 * Reads all files of all sources, in the sequence in which they are applied: sources as given, files by number. Throws
 * {@link MigrationFilesInvalid} with the problems of all files at once. A folder may also hold files that are no SQL.
 */
export async function readMigrations(sources: readonly MigrationSource[]): Promise<readonly MigrationFile[]> {
  const problems: FileProblem[] = problemsOfSequence(sources);
  const files: MigrationFile[] = [];
  for (const source of sources) {
    const names = readdirSync(source.folder).filter((name) => name.endsWith('.sql'));
    problems.push(...problemsOfNumbers(source, names));
    for (const name of names.toSorted()) {
      const read = await readMigration(source, name);
      if ('problems' in read)
        problems.push(...read.problems.map((problem) => ({ file: join(source.folder, name), ...problem })));
      else files.push(read);
    }
  }
  if (problems.length > 0) throw new MigrationFilesInvalid(problems);
  return files;
}

async function readMigration(
  source: MigrationSource,
  file: string,
): Promise<MigrationFile | { problems: readonly LineProblem[] }> {
  const sql = readFileSync(join(source.folder, file), 'utf8').replaceAll('\r\n', '\n');
  const name = readName(file);
  const parsed = parseHeader(sql);
  if (name === undefined) return { problems: [{ line: 1, problem: badName }] };
  if ('problems' in parsed) return parsed;
  const { problems, builds } = await readStatements(sql, parsed.header);
  const all = [...problemsOfPhase(name.phase, parsed.header), ...problems];
  if (all.length > 0) return { problems: all };
  const sha256 = createHash('sha256').update(sql).digest('hex');
  return { package: source.package, file, number: name.number, header: parsed.header, sql, sha256, builds };
}

const badName =
  'This name has no number, or a phase that nobody knows. Write `0007-what-it-does.sql`, `0007-what-it-does.expand.sql`, `.backfill.sql` or `.contract.sql`.';

/** Number and phase as a file's name says them; undefined if the name is not in order. */
export function readName(file: string): { number: number; phase: Phase | undefined } | undefined {
  const [, number, phase] = /^(\d{4})-[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(expand|backfill|contract))?\.sql$/.exec(file) ?? [];
  return number === undefined ? undefined : { number: Number(number), phase: phase as Phase | undefined };
}

// A contract file must be seen in a list of files, so its name has to say it; the first files of a service need no ending.
function problemsOfPhase(named: Phase | undefined, { phase }: Header): LineProblem[] {
  if (named === phase || (named === undefined && phase === 'expand')) return [];
  const problem = `The header says phase ${phase}, the name says ${named ?? 'nothing, which means expand'}. Rename the file to \`….${phase}.sql\`, or correct the header.`;
  return [{ line: 1, problem }];
}

function problemsOfNumbers({ folder }: MigrationSource, names: readonly string[]): FileProblem[] {
  const seen = new Map<number, string>();
  return names.toSorted().flatMap((name) => {
    const number = readName(name)?.number;
    const earlier = number === undefined ? undefined : seen.get(number);
    if (number !== undefined) seen.set(number, name);
    if (earlier === undefined) return [];
    return [
      {
        file: join(folder, name),
        line: 1,
        problem: `${earlier} has the same number. Give the newer of the two the next free one.`,
      },
    ];
  });
}

// Platform tables come first, because a service's files may refer to them.
function problemsOfSequence(sources: readonly MigrationSource[]): FileProblem[] {
  const firstOfService = sources.findIndex((source) => !isPlatform(source));
  if (firstOfService === -1) return [];
  return sources
    .slice(firstOfService)
    .filter(isPlatform)
    .map((source) => ({
      file: source.folder,
      line: 1,
      problem: `${source.package} belongs to the platform. List it before the service's own files.`,
    }));
}
