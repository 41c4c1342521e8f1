import { spawnSync } from 'node:child_process';
import { globSync, lstatSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { loadSystem } from '@holdfast/system-model';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneRoot } from '../src/clone-root.ts';
import { builtSystem, type BuiltSystem } from '../src/supervisor/built/built-system.ts';

const run = { add: () => undefined, remove: () => undefined };
const said: string[] = [];
let cache: string;
let services: readonly string[];
let built: BuiltSystem;

const build = async () =>
  await builtSystem({
    run,
    root: cloneRoot,
    apps: services,
    say: (line) => void said.push(line),
    env: { ...process.env, XDG_CACHE_HOME: cache },
  });

beforeAll(async () => {
  cache = realpathSync(mkdtempSync(join(tmpdir(), 'built-')));
  services = (await loadSystem(cloneRoot)).services.map(({ name }) => name);
  built = await build();
}, 400_000);
afterAll(() => rmSync(cache, { recursive: true, force: true }));

const folders = () => [built.job, ...built.apps.values()];

/** Runs Node so that it can read these folders and nothing else, and write nowhere. */
function inside(readable: readonly string[], args: readonly string[]) {
  const permissions = ['--permission', ...readable.map((folder) => `--allow-fs-read=${folder}`)];
  const [cwd] = readable;
  return spawnSync(process.execPath, [...permissions, ...args], { cwd, encoding: 'utf8', env: {} });
}

test('each folder stands outside of the clone, and no link leads out of it', () => {
  expect(folders()).toHaveLength(services.length + 1);
  for (const folder of folders()) {
    expect(folder.startsWith(cloneRoot + sep)).toBe(false);
    const links = globSync('node_modules/{.pnpm/*/node_modules/,}{*,@*/*}', { cwd: folder })
      .map((path) => join(folder, path))
      .filter((path) => lstatSync(path).isSymbolicLink());
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((link) => !realpathSync(link).startsWith(folder + sep))).toEqual([]);
  }
});

test('nothing of development is in there: no source, no test, no tool', () => {
  for (const folder of folders()) {
    const ours = globSync('{src,test,*.ts,node_modules/.pnpm/@holdfast+*/node_modules/@holdfast/*/{src,test}}', {
      cwd: folder,
    });
    const tools = globSync('node_modules/.pnpm/{vitest,typescript,vite,oxlint,@types+node}@*', { cwd: folder });
    expect([...ours, ...tools]).toEqual([]);
  }
});

test('each service is loaded with its folder alone, and then asks for its configuration', () => {
  for (const folder of built.apps.values()) {
    const { status, stderr } = inside([folder], ['--enable-source-maps', 'dist/src/main.js']);
    expect(stderr).toContain('The configuration cannot be used');
    expect(status).toBe(1);
  }
});

test('the migration job is loaded with its folder and that of the service', () => {
  for (const folder of built.apps.values()) {
    const { status, stderr } = inside([built.job, folder], ['dist/job.js', folder]);
    expect(stderr).toBe(
      'The migration job needs OWNER_DATABASE_URL, HOLDFAST_SERVICE, HOLDFAST_APP_ROLE, HOLDFAST_RELAY_ROLE in its environment.\n',
    );
    expect(status).toBe(1);
  }
});

test('what was packed once is there the second time', async () => {
  said.length = 0;
  expect(await build()).toEqual(built);
  expect(said.filter((line) => line.startsWith('packed'))).toEqual([]);
});
