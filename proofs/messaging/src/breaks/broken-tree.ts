import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';
import type { Exploration } from '../explorer/explore.ts';
import type { Break } from './break.ts';
import { edited } from './edited.ts';

/** What is copied, so that it can be broken; everything else is only pointed at. */
const copied = ['packages/messaging', 'packages/work', 'proofs/messaging'];
const pointedAt = [
  'node_modules',
  'infra',
  'package.json',
  'pnpm-workspace.yaml',
  'tsconfig.base.json',
  'tsconfig.json',
  'tsconfig.nest.json',
];
/** Says where it is, so that it has to be in there. */
const config = 'vitest.config.ts';

/** A copy of the tree with a break in it. The tree itself is never touched. */
export class BrokenTree implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'holdfast-break-'));

  constructor(from: string, { edits }: Pick<Break, 'edits'>) {
    try {
      this.#make(from);
      for (const [file, text] of edited(this.root, edits)) writeFileSync(join(this.root, file), text);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  #make(from: string): void {
    mkdirSync(join(this.root, 'proofs'));
    mkdirSync(join(this.root, 'packages'));
    for (const name of pointedAt) symlinkSync(join(from, name), join(this.root, name));
    for (const name of readdirSync(join(from, 'packages'))) {
      if (!copied.includes(`packages/${name}`))
        symlinkSync(join(from, 'packages', name), join(this.root, 'packages', name));
    }
    cpSync(join(from, config), join(this.root, config));
    for (const folder of copied) copyFolder(join(from, folder), join(this.root, folder));
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

  /** Runs the tests of a file on PostgreSQL whose titles have this in them. */
  async test({ file, title }: { file: string; title: string }): Promise<TestedTree> {
    const outputFile = join(this.root, 'tested.json');
    const reporting = ['--reporter', 'json', '--outputFile', outputFile];
    const limits = ['--testTimeout', '20000', '--hookTimeout', '30000'];
    const tests = [file, '-t', title.replaceAll(/[()]/g, '\\$&')];
    const args = [vitest, 'run', '--project', 'database', ...tests, ...reporting, ...limits];
    // It ends with 1 where a test is red, which is what is wanted here.
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
      cwd: this.root,
      env: withoutVitest(),
      timeout: 90_000,
    }).catch((failed: { stdout: string; stderr: string }) => failed);
    if (!existsSync(outputFile)) throw new Error(`The tests of the broken tree did not run: ${stdout}\n${stderr}`);
    const { testResults } = JSON.parse(readFileSync(outputFile, 'utf8')) as {
      testResults: { message: string; assertionResults: Tested[] }[];
    };
    return {
      tests: testResults.flatMap(({ assertionResults }) =>
        assertionResults.filter(({ status }) => status !== 'skipped'),
      ),
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

const vitest = 'node_modules/vitest/vitest.mjs';

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
