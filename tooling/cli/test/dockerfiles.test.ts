import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cloneRoot } from '../src/clone-root.ts';
import { deployedMain } from '../src/supervisor/app-program.ts';
import { environmentOf, execForm, instructionsOf, type Instruction } from './dockerfile.ts';

const read = (name: string) => instructionsOf(join(cloneRoot, 'infra/docker', `${name}.Dockerfile`));
const files = ['app', 'migrations'].map((name) => ({ name, all: read(name) }));
const launcher = readFileSync(join(cloneRoot, 'tooling/cli/holdfast.cjs'), 'utf8');
const pinned = (tool: string) => new RegExp(`${tool}: '([\\d.]+)'`).exec(launcher)?.[1];

const lastStage = (all: readonly Instruction[]) => all.filter(({ stage }) => stage === all.at(-1)?.stage);
const textOf = (all: readonly Instruction[], word: string) => all.findLast((one) => one.word === word)?.text ?? '';

describe.each(files)('the image of $name', ({ all }) => {
  const last = lastStage(all);

  test('has the versions of Node and pnpm that the launcher brings', () => {
    expect(textOf(all.slice(0, 1), 'FROM')).toBe(`node:${pinned('node')}-bookworm-slim AS workspace`);
    expect(all.map(({ text }) => text)).toContain(`npm install --global pnpm@${pinned('pnpm')}`);
  });

  test('is made from images with a version', () => {
    const bases = all.filter(({ word }) => word === 'FROM').map(({ text }) => text.split(' ')[0]!);
    const stages = new Set(all.map(({ stage }) => stage));
    const foreign = bases.filter((base) => !stages.has(base));
    expect(foreign).toHaveLength(2);
    for (const base of foreign) expect(base).toMatch(/:(?!latest)\S+$/);
  });

  test('ends with Node and what was deployed: nothing is run in its last stage, and nothing comes from the sources', () => {
    expect(last.filter(({ word }) => word === 'RUN' || word === 'ADD')).toEqual([]);
    for (const { text } of last.filter(({ word }) => word === 'COPY')) {
      expect(text).toMatch(/^--from=(workspace \/usr\/local\/bin\/node|deployed \/deployed)/);
    }
  });

  test('runs as nobody in particular', () => {
    const [user, group] = textOf(last, 'USER').split(':').map(Number);
    expect([user, group]).toEqual([1000, 1000]);
  });

  test('hears SIGTERM itself: the first process is Node, and no shell stands before it', () => {
    expect(execForm(textOf(last, 'ENTRYPOINT'))[0]).toBe('node');
    expect(textOf(last, 'STOPSIGNAL')).toBe('SIGTERM');
  });

  test('is for production, and holds no secret', () => {
    const environment = environmentOf(all);
    expect(environment['NODE_ENV']).toBe('production');
    expect(Object.keys(environment).filter((name) => /SECRET|PASSWORD|URL|KEY|TOKEN/.test(name))).toEqual([]);
  });
});

test('both images come from the same workspace, which is made once', () => {
  const [app, migrations] = files.map(({ all }) => all.filter(({ stage }) => stage === 'workspace'));
  expect(app).toEqual(migrations);
});

test('the image of an app runs it as `start --built` does', () => {
  expect(execForm(textOf(read('app'), 'ENTRYPOINT'))).toEqual(['node', ...deployedMain]);
});

test('the image of an app says whether it lives, where its operators look', () => {
  const all = read('app');
  const check = textOf(all, 'HEALTHCHECK');
  expect(execForm(check).slice(0, 2)).toEqual(['node', '--eval']);
  expect(check).toContain('${process.env.ADMIN_PORT}/health/live');
  expect(environmentOf(all)).toMatchObject({
    ADMIN_PORT: '9090',
    ADMIN_HOST: '127.0.0.1',
    HOST: '0.0.0.0',
    PORT: '8080',
  });
});

test('no image is built from what only this machine has', () => {
  const ignored = readFileSync(join(cloneRoot, '.dockerignore'), 'utf8').split('\n');
  for (const path of ['.git', '.holdfast', '**/node_modules', '**/dist', '**/.env']) expect(ignored).toContain(path);
});
