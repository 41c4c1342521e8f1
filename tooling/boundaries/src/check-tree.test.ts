import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { plantTree, realRoot } from '../test/plant-tree.ts';
import { checkTree } from './check-tree.ts';
import { readImportRules, readRules } from './rules.ts';

// Each test lays out and reads a tree; a busy machine is slow at that.
vi.setConfig({ testTimeout: 30_000 });

const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url));
const broken = readdirSync(fixtures).filter((name) => name !== 'held');
const importRules = await readImportRules(realRoot);
const rules = await readRules(realRoot);

const planted: (() => void)[] = [];
afterEach(() => planted.splice(0).forEach((remove) => remove()));

function plant(fixture: string): string {
  const { root, remove } = plantTree(join(fixtures, fixture));
  planted.push(remove);
  return root;
}

async function rulesBrokenIn(root: string): Promise<string[]> {
  const { violations, undecided } = await checkTree(root, importRules);
  expect(undecided).toBeUndefined();
  return [...new Set(violations.map(({ rule }) => rule))];
}

describe('every rule', () => {
  const names = rules.map(({ name }) => name).toSorted();

  test('has a fixture that breaks it, and every fixture a rule', () => {
    expect(broken.toSorted()).toEqual(names);
  });

  test('has a name of its own', () => {
    expect([...new Set(names)]).toEqual(names);
  });

  test.each(names)('%s has a page that shows it wrong and right', (name) => {
    expect(existsSync(join(realRoot, 'docs/rules', `${name}.md`))).toBe(true);
  });

  test.each(rules)('$name says what to do instead', ({ comment }) => {
    expect(comment).toMatch(/\.$/);
    expect(comment.length).toBeGreaterThan(40);
  });
});

describe('the smallest program that breaks a rule', () => {
  test.each(broken)('%s breaks it and no other', async (name) => {
    expect(await rulesBrokenIn(plant(name))).toEqual([name]);
  });
});

describe('a system that keeps to the rules', () => {
  test('breaks none, tests included, and every file of it is seen', async () => {
    const report = await checkTree(plant('held'), importRules);
    expect(report.violations).toEqual([]);
    expect(report.modules).toBe(report.files);
    expect(report.names).toBeGreaterThan(3);
  });

  const wrong: [rule: string, file: string, source: string][] = [
    ['domain-imports-only-money', 'apps/garden/src/domain/seed.ts', "export { useCase } from '@holdfast/work';"],
    [
      'domain-knows-no-other-folder',
      'apps/garden/src/domain/seed.test.ts',
      "import '../database/postgres-plant-store.ts';",
    ],
    ['use-cases-know-no-edge', 'apps/garden/src/use-cases/sow.ts', "import '../http/plants.controller.ts';"],
    ['use-cases-know-no-edge', 'apps/garden/src/use-cases/sow.ts', "import '../config.ts';"],
    ['use-cases-import-work-and-contracts', 'apps/garden/src/use-cases/sow.ts', "export { sql } from 'kysely';"],
    ['use-cases-know-no-edge', 'apps/garden/src/use-cases/sow.ts', "import '../timers/water.timer.ts';"],
    [
      'edges-do-not-know-each-other',
      'apps/garden/src/messaging/sow.consumer.ts',
      "import '../http/plants.controller.ts';",
    ],
    ['edges-do-not-know-each-other', 'apps/garden/src/http/sow.controller.ts', "import '../timers/water.timer.ts';"],
    ['edges-do-not-know-each-other', 'apps/garden/src/timers/sow.timer.ts', "import '../outside/weather-report.ts';"],
    ['domain-knows-no-other-folder', 'apps/garden/src/domain/seed.ts', "import '../timers/water.timer.ts';"],
    ['outside-knows-nothing-of-us', 'apps/sky/src/rain.ts', "import '../../../packages/contract-kit/src/money.ts';"],
    [
      'outside-knows-nothing-of-us',
      'apps/sky/src/rain.test.ts',
      "import '../../../packages/contracts/garden/src/index.ts';",
    ],
    ['outside-knows-nothing-of-us', 'apps/sky/src/rain.ts', "import '@holdfast/testkit';"],
    ['apps-meet-in-contracts', 'apps/sky/src/rain.ts', "import '../../garden/service.ts';"],
    ['apps-meet-in-contracts', 'apps/garden/src/outside/rain.ts', "import '../../../sky/src/sky.ts';"],
    ['nest-has-its-doors', 'packages/effects/src/executor.ts', "import '@nestjs/common';"],
    ['the-module-is-for-main', 'apps/garden/src/domain/seed.ts', "import '../garden.module.ts';"],
    ['platform-knows-no-app', 'packages/work/src/seed.test.ts', "import '../../../apps/garden/service.ts';"],
    ['kafkajs-has-one-door', 'packages/messaging/src/consumer.ts', "import 'kafkajs';"],
    ['kafkajs-has-one-door', 'packages/messaging/src/broker/platformatic/sow.ts', "import 'kafkajs';"],
    ['platformatic-has-one-door', 'packages/messaging/src/consumer.ts', "import '@platformatic/kafka';"],
    ['nest-has-its-doors', 'packages/messaging/src/consumer.ts', "import '@nestjs/common';"],
    ['contracts-import-only-the-kit', 'packages/contracts/garden/src/seed.ts', "import 'node:fs';"],
    ['contracts-import-only-the-kit', 'packages/contracts/garden/src/seed.ts', "import '@holdfast/work';"],
    ['tests-stay-out-of-production', 'packages/work/src/seed.ts', "import './index.test.ts';"],
    ['proofs-stand-outside', 'proofs/journeys/src/seed.ts', "import '../../../tooling/cli/src/seed.ts';"],
    ['every-file-is-cruised', 'infra/seed.mjs', 'export {};'],
    ['platform-knows-no-names', 'packages/work/src/seed.ts', "export const seed = 'of the garden';"],
    ['platform-knows-no-names', 'packages/work/migrations/0001-seed.sql', 'create table t (plant_id uuid);'],
  ];
  test.each(wrong)('breaks %s with %s: %s', async (rule, file, source) => {
    const root = plant('held');
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, 'tooling/cli/src/seed.ts'), 'export {};\n');
    writeFileSync(join(root, file), source);
    expect(await rulesBrokenIn(root)).toContain(rule);
  });
});

describe('a rule that looks at nothing', () => {
  test('is noticed, because the files on disk are counted too', async () => {
    const { configuration } = importRules;
    const blind = { ...configuration, options: { ...configuration.options, exclude: { path: '^packages/' } } };
    const { violations } = await checkTree(plant('held'), { ...importRules, configuration: blind });
    const unseen = violations.filter(({ rule }) => rule === 'every-file-is-cruised').map(({ where }) => where);
    expect(unseen).toContain('packages/work/src/index.ts');
    expect(unseen.every((file) => file.startsWith('packages/'))).toBe(true);
  });
});
