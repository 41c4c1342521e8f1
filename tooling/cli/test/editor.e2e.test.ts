import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { appFolders } from '@holdfast/system-model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloneRoot } from '../src/clone-root.ts';
import { cleanEnvironment, runProgram } from './run-program.ts';
import { wholeClone, type WholeClone } from './whole-clone.ts';

let clone: WholeClone;

beforeAll(async () => {
  clone = wholeClone();
  await clone.holdfast(['status']).ended; // Installs the packages; nothing is built, and nothing is started.
}, 300_000);

afterAll(async () => await clone.remove());

/** What an editor has that was started from a dock: hardly a path, and nothing of our launcher. */
const bareEnvironment = () => cleanEnvironment({ PATH: `${dirname(process.execPath)}:/usr/bin:/bin` });

const counted = ['--reporter=json', '--outputFile=.holdfast/report.json'];
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly name: string }[];
}

async function report(command: string, args: readonly string[], { cwd = clone.root, env = bareEnvironment() } = {}) {
  const ended = await runProgram({ command, args, cwd, env }).ended;
  expect(ended.code, ended.out + ended.err).toBe(0);
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(
    readFileSync(join(clone.root, '.holdfast/report.json'), 'utf8'),
  ) as Report;
  return { passed: numPassedTests, failed: numFailedTests, files: testResults.map(({ name }) => name) };
}

const vitest = (...args: string[]) =>
  report(join(clone.root, 'node_modules/.bin/vitest'), ['run', ...counted, ...args]);
const left = () => readdirSync(join(clone.root, '.holdfast/runs'));

const file = 'packages/work/src/once.db.test.ts';
const name = 'with another body is refused, and the first answer stands';

describe('an editor that runs a test which needs a database, with nothing started beforehand', () => {
  test('runs the file', async () => {
    const { passed, failed, files } = await vitest(file);
    expect({ failed, files }).toEqual({ failed: 0, files: [join(clone.root, file)] });
    expect(passed).toBeGreaterThan(5);
    expect(left()).toEqual([]);
  });

  test('runs the one test at the cursor', async () => {
    expect(await vitest(join(clone.root, file), '-t', name)).toMatchObject({ passed: 1, failed: 0 });
    expect(left()).toEqual([]);
  });

  test('runs it through the interface that extensions use', async () => {
    const script = `
      import { startVitest } from 'vitest/node';
      const reported = { reporters: ['json'], outputFile: '.holdfast/report.json' };
      const vitest = await startVitest('test', ['${join(clone.root, file)}'], { watch: false, ...reported });
      await vitest.close();`;
    const { passed, failed } = await report(process.execPath, ['--input-type=module', '--eval', script]);
    expect([failed, passed > 5]).toEqual([0, true]);
    expect(left()).toEqual([]);
  });
});

const apps = appFolders(cloneRoot).filter((app) => existsSync(join(cloneRoot, 'apps', app, 'src/database')));

// A clone may have no service yet.
describe.skipIf(apps.length === 0)('a person in the folder of a service', () => {
  const folder = () => join(clone.root, 'apps', apps.at(-1)!);
  const pnpm = (cwd: string, ...args: string[]) =>
    report(join(clone.root, 'holdfast'), ['pnpm', ...args, ...counted], { cwd, env: cleanEnvironment() });

  test('runs the tests of that service', async () => {
    const { passed, failed, files } = await pnpm(folder(), 'test');
    expect({ failed, elsewhere: files.filter((path) => !path.startsWith(folder())) }).toEqual({
      failed: 0,
      elsewhere: [],
    });
    expect(passed).toBeGreaterThan(0);
    expect(left()).toEqual([]);
  });

  test('runs one of them', async () => {
    const { name: service } = JSON.parse(readFileSync(join(folder(), 'package.json'), 'utf8')) as { name: string };
    const { passed } = await pnpm(clone.root, '--filter', service, 'test', '--project', 'database');
    expect(passed).toBeGreaterThan(0);
  });
});
