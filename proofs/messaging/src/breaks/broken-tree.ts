import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';
import type { Exploration } from '../explorer/explore.ts';
import type { Break, Edit } from './break.ts';

/** What is copied, so that it can be broken; everything else is only pointed at. */
const copied = ['packages/messaging', 'packages/work', 'proofs/messaging'];
const pointedAt = ['node_modules', 'infra', 'package.json', 'pnpm-workspace.yaml'];
/** Says where it is, so that it has to be in there. */
const config = 'vitest.config.ts';

/** A copy of the tree with a break in it. The tree itself is never touched. */
export class BrokenTree implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'holdfast-break-'));

  constructor(from: string, { edits }: Pick<Break, 'edits'>) {
    mkdirSync(join(this.root, 'proofs'));
    mkdirSync(join(this.root, 'packages'));
    for (const name of pointedAt) symlinkSync(join(from, name), join(this.root, name));
    for (const name of readdirSync(join(from, 'packages'))) {
      if (!copied.includes(`packages/${name}`))
        symlinkSync(join(from, 'packages', name), join(this.root, 'packages', name));
    }
    cpSync(join(from, config), join(this.root, config));
    for (const folder of copied) copyFolder(join(from, folder), join(this.root, folder));
    for (const edit of edits) apply(this.root, edit);
  }

  /** Explores a scenario with the code as it is in here. */
  async explore(scenario: string, seconds: number): Promise<Exploration> {
    const main = join(this.root, 'proofs/messaging/src/explorer/main.ts');
    const args = [
      '--conditions=@holdfast/source',
      main,
      '--json',
      '--scenario',
      scenario,
      '--seconds',
      String(seconds),
    ];
    // It ends with 1 where it finds something, which is what is wanted here.
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 26 }).catch(
      (failed: { stdout: string; stderr: string }) => failed,
    );
    if (stdout === '') throw new Error(`The broken tree cannot be explored: ${stderr}`);
    return (JSON.parse(stdout) as [Exploration])[0];
  }

  /** Runs the tests of a file of packages/messaging on PostgreSQL whose titles have this in them. */
  async test({ file, title }: { file: string; title: string }): Promise<TestedTree> {
    const command = ['exec', 'vitest', 'run', '--project', 'database', '--reporter', 'json'];
    const limits = ['--testTimeout', '5000', '--hookTimeout', '20000'];
    const args = [...command, `packages/messaging/${file}`, '-t', title.replaceAll(/[()]/g, '\\$&'), ...limits];
    const { stdout, stderr } = await promisify(execFile)('pnpm', args, {
      cwd: this.root,
      env: withoutVitest(),
      maxBuffer: 2 ** 26,
      timeout: 90_000,
    }).catch((failed: { stdout: string; stderr: string }) => failed);
    const report = stdout.slice(stdout.indexOf('{"'));
    if (report === '') throw new Error(`The tests of the broken tree did not run: ${stdout}\n${stderr}`);
    const { testResults } = JSON.parse(report) as { testResults: { message: string; assertionResults: Tested[] }[] };
    return {
      tests: testResults.flatMap(({ assertionResults }) => assertionResults.filter(({ status }) => status !== 'skipped')),
      said: `${testResults.map(({ message }) => message).join('\n')}\n${stderr}`,
    };
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

export interface TestedTree {
  /** Those that ran. */
  readonly tests: readonly Tested[];
  readonly said: string;
}

interface Tested {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

/** A vitest that is run by a test would take itself for one of its workers. */
function withoutVitest(): NodeJS.ProcessEnv {
  const names = Object.keys(process.env).filter((name) => !/^(VITEST|NODE_OPTIONS|NODE_ENV$)/.test(name));
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

const left = new Set(['dist', '.turbo', 'results']);

function copyFolder(from: string, to: string): void {
  cpSync(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !left.has(path.split(sep).at(-1)!),
  });
}

/** Throws {@link EditMisfits} unless what it looks for is there exactly once. */
function apply(root: string, { file, find, replace }: Edit): void {
  const path = join(root, file);
  const text = readFileSync(path, 'utf8');
  const found = text.split(find).length - 1;
  if (found !== 1) throw new EditMisfits({ file, find, found });
  writeFileSync(
    path,
    text.replace(find, () => replace),
  );
}

/** A break does not fit the code any more. It proves nothing until it is adapted. */
export class EditMisfits extends Error {
  readonly code = 'edit-misfits';

  constructor({ file, find, found }: { file: string; find: string; found: number }) {
    super(`${file} has this ${found} times, and once is meant: ${find}`);
  }
}
