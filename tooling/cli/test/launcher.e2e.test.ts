import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { linkPrograms } from './link-programs.ts';
import { cleanEnvironment, runProgram } from './run-program.ts';
import { smallClone, type SmallClone } from './small-clone.ts';

/** Says what it was handed, does what it is told, and stays if told so. */
const script = `
const [what, ...rest] = process.argv.slice(2);
if (what === 'tell') console.log(JSON.stringify({ rest, node: process.version, turbo: process.env.TURBO_TELEMETRY_DISABLED }));
if (what === 'exit') process.exit(Number(rest[0]));
if (what === 'die') process.kill(process.pid, 'SIGKILL');
if (what === 'stay') {
  process.on('SIGTERM', () => { console.log('asked to end'); process.exit(5); });
  process.on('disconnect', () => { console.log('alone'); process.exit(0); });
  console.log('up ' + process.pid);
  setInterval(() => {}, 1000);
}
`;

const nowhere = 'http://127.0.0.1:9/'; // Port 9: nobody answers.
const closed = { npm_config_registry: nowhere, pnpm_config_registry: nowhere };
const thisNode = process.execPath;

let small: SmallClone;
let folder: string;

beforeEach(() => {
  small = smallClone(script);
  folder = mkdtempSync(join(tmpdir(), 'launcher-'));
});

afterEach(() => {
  small.remove();
  rmSync(folder, { recursive: true, force: true });
});

const launch = (args: string[], env: NodeJS.ProcessEnv = {}, node = thisNode) =>
  runProgram({ command: node, args: [small.launcher, ...args], cwd: small.root, env: cleanEnvironment(env) });

describe('the launcher', { timeout: 60_000 }, () => {
  test('hands over arguments and environment', async () => {
    const { out } = await launch(['tell', '--a b', 'c']).ended;
    expect(JSON.parse(out)).toMatchObject({ rest: ['--a b', 'c'], turbo: '1' });
  });

  test('ends as the command ended', async () => {
    expect(await launch(['exit', '7']).ended).toMatchObject({ code: 7, signal: null });
    expect(await launch(['die']).ended).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  test('passes a signal on and waits for the end of the command', async () => {
    const stays = launch(['stay']);
    await stays.said(/up/);
    stays.child.kill('SIGTERM');
    expect(await stays.ended).toMatchObject({ code: 5, out: expect.stringContaining('asked to end') });
  });

  test('that is killed leaves a command that knows it', async () => {
    const stays = launch(['stay']);
    await stays.said(/up/);
    stays.child.kill('SIGKILL');
    // The pipe closes when the command, which shares it, has ended too.
    expect(await stays.ended).toMatchObject({ signal: 'SIGKILL', out: expect.stringContaining('alone') });
  });

  test('asks no registry when it has run before', async () => {
    await launch(['exit', '0']).ended;
    const warm = await launch(['tell'], closed).ended;
    expect(warm).toMatchObject({ code: 0, err: '' });
  });

  test('leaves the Node that ran it where an editor finds it', async () => {
    await launch(['exit', '0']).ended;
    const version = runProgram({ command: join(small.root, '.holdfast', 'node'), args: ['--version'], cwd: folder });
    expect((await version.ended).out).toMatch(/^v2[4-9]\./);
  });

  test('that is too old for anything says so', async () => {
    const pretend = join(folder, 'old.cjs');
    writeFileSync(pretend, `Object.defineProperty(process.versions, 'node', { value: '16.20.2' });\n`);
    const old = runProgram({ command: thisNode, args: ['--require', pretend, small.launcher], cwd: small.root });
    expect(await old.ended).toMatchObject({
      code: 1,
      err: 'holdfast: needs Node 18 or newer to begin with; this is 16.20.2.\n',
    });
  });
});

describe('a package that the lockfile does not know', { timeout: 60_000 }, () => {
  const lockfile = () => readFileSync(join(small.root, 'pnpm-lock.yaml'), 'utf8');

  beforeEach(() => {
    const shed = join(small.root, 'tooling', 'shed');
    mkdirSync(shed);
    const needs = { 'small-cli': 'workspace:*' };
    writeFileSync(join(shed, 'package.json'), JSON.stringify({ name: 'shed', private: true, dependencies: needs }));
  });

  test('is written into it, with one line that says so', async () => {
    const { code, err } = await launch(['exit', '0'], { CI: '' }).ended;
    expect([code, err]).toEqual([0, expect.stringMatching(/^holdfast: pnpm-lock\.yaml changed; /m)]);
    expect(lockfile()).toContain('tooling/shed:');
    expect(await launch(['exit', '0'], { CI: 'true', ...closed }).ended).toMatchObject({ code: 0, err: '' });
  });

  test.each([
    [['tell'], { CI: 'true' }],
    [['check'], { CI: '' }],
  ])('is refused by %j with %j, and the lockfile stays', async (args, env) => {
    const before = lockfile();
    const { code, err } = await launch(args, env).ended;
    expect([code, err]).toEqual([1, expect.stringMatching(/pnpm-lock\.yaml does not fit .*\.\/holdfast sync/)]);
    expect(lockfile()).toBe(before);
  });
});

test('pnpm is the one of the toolchain, where the person stands', { timeout: 60_000 }, async () => {
  const { launcher, root } = small;
  const cwd = join(root, 'tooling', 'cli');
  const pnpm = (...args: string[]) =>
    runProgram({ command: thisNode, args: [launcher, 'pnpm', ...args], cwd, env: cleanEnvironment() }).ended;
  expect(await pnpm('--version')).toMatchObject({ code: 0, out: '12.21.0\n' });
  expect((await pnpm('pkg', 'get', 'name')).out).toContain('small-cli');
  expect((await pnpm('no-such-command')).code).not.toBe(0);
});

/** The programs of this machine that the launcher may use, without the pnpm that we were started with. */
function pathWith(...folders: string[]): string {
  const bin = join(folder, 'bin');
  linkPrograms(bin, ['env', 'sh', 'uname', 'ldd', 'sed', 'ls']);
  return [...folders, bin].join(delimiter);
}

describe('with an older Node and an empty cache', { timeout: 300_000 }, () => {
  let tools: string;
  let oldNode: string;
  let npmOf: (major: number) => string;

  // Node 22 is older than what we need, and new enough for each of these npm.
  beforeAll(() => {
    tools = mkdtempSync(join(tmpdir(), 'launcher-tools-'));
    const bring = (name: string, ...packages: string[]): string => {
      const target = join(tools, name);
      const bin = join(target, 'node_modules', '.bin');
      if (existsSync(bin)) return bin;
      mkdirSync(target);
      writeFileSync(join(target, 'package.json'), '{"private":true,"allowScripts":{"node":true}}');
      const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts=false', '--loglevel=error'];
      const ran = spawnSync('npm', ['install', ...quiet, ...packages], {
        cwd: target,
        encoding: 'utf8',
        env: cleanEnvironment(),
      });
      if (ran.status !== 0) throw new Error(`npm could not bring ${packages.join(' ')}:\n${ran.stderr}`);
      return bin;
    };
    oldNode = join(bring('node', 'node@22.23.3'), 'node');
    npmOf = (major) => bring(`npm-${major}`, `npm@${major}`);
  }, 300_000);

  afterAll(() => rmSync(tools, { recursive: true, force: true }));

  const freshEnvironment = (npm: string): NodeJS.ProcessEnv => ({
    PATH: pathWith(npm, dirname(oldNode)),
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_DATA_HOME: join(folder, 'data'),
    npm_config_cache: join(tools, 'npm-cache'),
  });

  test.each([10, 11, 12])('brings its own Node and pnpm with npm %i', async (major) => {
    const env = freshEnvironment(npmOf(major));
    const cold = await launch(['tell'], env, oldNode).ended;
    expect(cold.err).toMatch(/bringing Node [\d.]+ and pnpm [\d.]+, once/);
    expect(JSON.parse(cold.out)).toMatchObject({ node: 'v24.21.0' });
    expect(await launch(['tell'], { ...env, ...closed }, oldNode).ended).toMatchObject({ code: 0, err: '' });
  });

  test('two first starts at once both succeed, and one toolchain stays', async () => {
    const env = freshEnvironment(npmOf(11));
    const both = await Promise.all([launch(['tell'], env, oldNode).ended, launch(['tell'], env, oldNode).ended]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(readdirSync(join(folder, 'cache', 'holdfast'))).toHaveLength(1);
  });
});

describe('cold', { timeout: 120_000 }, () => {
  // An npm without a registry, and a Node that calls itself 20.
  const coldEnvironment = (): NodeJS.ProcessEnv => {
    const npm = join(folder, 'npm-bin');
    linkPrograms(npm, ['npm', 'node']);
    const pretend = join(folder, 'older.cjs');
    writeFileSync(pretend, `Object.defineProperty(process.versions, 'node', { value: '20.1.0' });\n`);
    return {
      ...closed,
      PATH: pathWith(npm),
      XDG_CACHE_HOME: join(folder, 'cache'),
      npm_config_cache: join(folder, 'npm-cache'),
      HOLDFAST_TEST_PRETEND: pretend,
    };
  };
  const launchCold = (env: NodeJS.ProcessEnv) =>
    runProgram({
      command: thisNode,
      args: ['--require', env['HOLDFAST_TEST_PRETEND']!, small.launcher, 'tell'],
      cwd: small.root,
      env: cleanEnvironment(env),
    });

  test('and offline it says one sentence and leaves nothing half done', async () => {
    const { code, out, err } = await launchCold(coldEnvironment()).ended;
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^holdfast: bringing .*\nholdfast: cannot find Node .* connect once, or install .*\n$/);
    expect(readdirSync(join(folder, 'cache', 'holdfast'))).toEqual([]);
  });

  test('it removes what a killed start left behind', async () => {
    const env = coldEnvironment();
    const cache = join(folder, 'cache', 'holdfast');
    const left = join(cache, `toolchain-${process.platform}-${process.arch}-node-24.21.0-pnpm-12.21.0.999999999.tmp`);
    mkdirSync(left, { recursive: true });
    await launchCold(env).ended;
    expect(existsSync(left)).toBe(false);
  });

  test('with a cache that cannot be written it says which variable helps', async () => {
    const env = coldEnvironment();
    writeFileSync(join(folder, 'file'), '');
    chmodSync(join(folder, 'file'), 0o444);
    const { code, err } = await launchCold({ ...env, XDG_CACHE_HOME: join(folder, 'file') }).ended;
    expect([code, err]).toEqual([1, expect.stringMatching(/cannot write to .*set XDG_CACHE_HOME/)]);
  });
});
