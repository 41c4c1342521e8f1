import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { appFolders } from '@holdfast/system-model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copiedTree } from './copied-tree.ts';

const here = join(import.meta.dirname, '../../..');
let root: string;
const running = new Set<ChildProcess>();

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly said: string;
}

/** Runs a program in the copy, as a person without a terminal would. */
async function run(command: string, ...args: string[]): Promise<Ended> {
  const child = spawn(command, args, { cwd: root, env: ownEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let out = '';
  let said = '';
  child.stdout.on('data', (chunk) => ((out += String(chunk)), (said += String(chunk))));
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  running.delete(child);
  return { code, out, said };
}

/**
 * Without what the tests around us were told, and what they would tell the tests in there. Without `CI` too: the copy is
 * a person's, and only a person's `sync` may change the lockfile.
 */
function ownEnvironment(): NodeJS.ProcessEnv {
  const ours = /^(HOLDFAST_(?!POSTGRES_URL|KAFKA_)|VITEST|NODE_OPTIONS$|TEST$|CI$|npm_)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}

const tool = (name: string) => join(root, 'node_modules', '.bin', name);
const holdfast = async (...args: string[]) => await run(join(root, 'holdfast'), ...args);
const lastLine = ({ out }: Ended) => JSON.parse(out.trimEnd().split('\n').at(-1)!) as Record<string, unknown>;
/** Undefined when it succeeded; otherwise what a person wants to read. */
const complaintOf = ({ code, said }: Ended) => (code === 0 ? undefined : `ended with ${code}: ${said.slice(-6_000)}`);

// Its longest part, the tests, takes one to two minutes; on a machine that does much else, several.
const patience = { timeout: 900_000 };

// Where the example went before, there is none to remove.
describe.skipIf(appFolders(here).length === 0)('a clone from which the example is taken', () => {
  beforeAll(async () => {
    root = copiedTree(here);
    await holdfast('status'); // Installs the packages.
  });
  afterAll(async () => {
    // A test that was given up leaves its program behind.
    const ended = [...running].map((child) => new Promise((resolve) => child.once('close', resolve)));
    for (const child of running) child.kill('SIGTERM');
    await Promise.all(ended);
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  });

  test('is asked first, and loses nothing that is not committed', async () => {
    expect(await holdfast('generate', '--remove-example')).toMatchObject({
      code: 1,
      said: expect.stringContaining('nothing was removed. Add --yes.'),
    });
    writeFileSync(join(root, 'notes.txt'), 'not committed');
    expect(await holdfast('generate', '--remove-example', '--yes')).toMatchObject({
      code: 1,
      said: expect.stringContaining('1 files have changes that are not committed'),
    });
    rmSync(join(root, 'notes.txt'));
    expect((await run('git', 'status', '--porcelain')).out).toBe('');
  });

  test('has no app, no contract and no name of the example left', async () => {
    const ended = await holdfast('generate', '--remove-example', '--yes', '--json');
    expect(complaintOf(ended)).toBeUndefined();
    const { done, left, removes } = lastLine(ended);
    expect({ done, left }).toEqual({ done: true, left: [] });
    expect((removes as string[]).filter((folder) => existsSync(join(root, folder)))).toEqual([]);
    expect([appFolders(root), existsSync(join(root, 'packages/contracts'))]).toEqual([[], false]);
    const packages = (removes as string[]).map((folder) => `  ${folder}:\n`);
    expect(packages.filter((line) => readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8').includes(line))).toEqual([]);
  });

  test('installs from its lockfile as it is', async () => {
    expect(complaintOf(await run('pnpm', 'install', '--offline', '--frozen-lockfile'))).toBeUndefined();
  });

  test('is what its declarations say, keeps to the rules, and has nothing left over', patience, async () => {
    expect(complaintOf(await holdfast('check', 'sync', 'boundaries', 'pages', 'knip'))).toBeUndefined();
  });

  test('compiles in every package', patience, async () => {
    expect(
      complaintOf(await run(tool('turbo'), 'run', 'typecheck', '--continue', '--output-logs=errors-only')),
    ).toBeUndefined();
  });

  test('passes the tests of platform and tools, undecided none', patience, async () => {
    const ended = await holdfast('test', '--json');
    const { passed, failed, undecided } = lastLine(ended) as { passed: number; failed: number; undecided: string[] };
    expect({ failed, undecided }, ended.said.slice(-6_000)).toEqual({ failed: 0, undecided: [] });
    expect(passed).toBeGreaterThan(500);
  });

  test('says kindly that there is nothing to start yet', async () => {
    expect(await holdfast('start')).toMatchObject({
      code: 1,
      said: expect.stringMatching(
        /^holdfast: There is no service yet, so there is nothing to start\. Add a folder to apps/,
      ),
    });
  });

  test('has nothing to lose a second time', async () => {
    const ended = await holdfast('generate', '--remove-example', '--yes', '--json');
    expect(complaintOf(ended)).toBeUndefined();
    expect(lastLine(ended)).toMatchObject({ done: false, removes: [] });
  });

  test('begins with the service of its README', patience, async () => {
    const blocks = blocksOf(readFileSync(join(root, 'README.md'), 'utf8'));
    expect(blocks.length).toBeGreaterThan(8);
    for (const [path, content] of blocks) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    expect(await holdfast('sync')).toMatchObject({ code: 0, said: expect.stringMatching(/pnpm-lock.*: 1 service\./s) });
    const judged = await holdfast('check', 'format', 'sync', 'boundaries', 'pages', 'knip');
    expect(complaintOf(judged)).toBeUndefined();
    const typed = await run(tool('turbo'), 'run', 'typecheck', '--filter=./apps/*', '--output-logs=errors-only');
    expect(complaintOf(typed)).toBeUndefined();
    const once = await holdfast('start', '--once');
    expect(complaintOf(once)).toBeUndefined();
    expect(once.said).toContain('no trial in system.ts; everything was ready');
  });
});

/** Each file that a text shows: its path in a line of its own, then what is in it. */
function blocksOf(text: string): [path: string, content: string][] {
  return [...text.matchAll(/^`([^`\n]+)`\n```\w+\n(.*?)^```$/gms)].map(([, path, content]) => [path!, content!]);
}
