import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { eventually } from '../src/eventually.ts';

/** A run of Vitest in a workspace of its own, for tests that kill it. */
export interface AbandonedRun {
  /** What the test in it wrote down when it stood still: its database, and the process of its worker. */
  readonly stood: { readonly database: string; readonly worker: number };
  /** The servers that it started. */
  readonly servers: readonly { readonly pid: number; readonly startedAt: string }[];
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** A workspace in a temporary folder whose tests use this package's set-up. */
export interface Workspace {
  readonly root: string;
  /** Runs one test to its end; gives what Vitest reports of it. */
  runToEnd(
    body: string,
    env?: Record<string, string>,
  ): Promise<{ code: number | null; output: string; tests: ReportedTest[] }>;
  /** Starts a test that makes a database and then stands still. */
  runUntilItStands(env?: Record<string, string>): Promise<AbandonedRun>;
  /** Files in `.holdfast/<folder>`. */
  left(folder: string): string[];
}

export interface ReportedTest {
  readonly status: string;
  readonly meta: unknown;
  readonly failureMessages: readonly string[];
}

const source = join(import.meta.dirname, '../src');
const vitest = join(import.meta.dirname, '../node_modules/vitest/vitest.mjs');

export function workspace(): Workspace {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-workspace-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  writeFileSync(join(root, 'pnpm-workspace.yaml'), 'packages: []\n');
  symlinkSync(join(import.meta.dirname, '../node_modules'), join(root, 'node_modules'));
  writeFileSync(join(root, 'vitest.config.mjs'), config);
  return {
    root,
    runToEnd: (body, env) => runToEnd(root, body, env),
    runUntilItStands: (env) => runUntilItStands(root, env),
    left: (folder) => (existsSync(join(root, '.holdfast', folder)) ? readdirSync(join(root, '.holdfast', folder)) : []),
  };
}

const config = `
const conditions = ['@holdfast/source'];
export default {
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  environments: { __vitest__: { resolve: { conditions } } },
  test: { include: ['*.test.mjs'], globalSetup: '${source}/setup.ts', testTimeout: 60_000 },
};`;

const imports = `
import { writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { testDatabase, testTopics } from '${source}/index.ts';
`;

const standStill = `
const { name } = await testDatabase({ service: 'garden' });
test('stands still', () => {
  writeFileSync('stood.json', JSON.stringify({ database: name, worker: process.pid }));
  return new Promise(() => undefined);
});`;

async function runToEnd(root: string, body: string, env: Record<string, string> = {}) {
  const child = start(root, body, env);
  const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code: code as number | null, output: out + errors, tests: reportedIn(join(root, 'report.json')) };
}

async function runUntilItStands(root: string, env: Record<string, string> = {}): Promise<AbandonedRun> {
  rmSync(join(root, 'stood.json'), { force: true });
  const child = start(root, standStill, env);
  const exit = once(child, 'exit');
  const stood = await eventually(
    () => JSON.parse(readFileSync(join(root, 'stood.json'), 'utf8')) as AbandonedRun['stood'],
    {
      what: 'the test stands still',
      withinMs: 30_000,
    },
  );
  const kill = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await exit;
  };
  return { stood, servers: serversIn(join(root, '.holdfast', 'runs')), kill };
}

function start(root: string, body: string, env: Record<string, string>) {
  writeFileSync(join(root, 'only.test.mjs'), imports + body);
  const child = spawn(
    process.execPath,
    [vitest, 'run', '--reporter=verbose', '--reporter=json', '--outputFile=report.json'],
    {
      cwd: root,
      env: { ...withoutVitest(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

// The outer run's own variables would make the inner one believe that it is a worker.
function withoutVitest(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|VITE_|NODE_OPTIONS|TEST$)/.test(name)),
  );
}

function reportedIn(file: string): ReportedTest[] {
  const report = JSON.parse(readFileSync(file, 'utf8')) as { testResults: { assertionResults: ReportedTest[] }[] };
  return report.testResults.flatMap(({ assertionResults }) => assertionResults);
}

function serversIn(folder: string): AbandonedRun['servers'] {
  const records = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return records.flatMap(
    (name) => (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { children: AbandonedRun['servers'] }).children,
  );
}
