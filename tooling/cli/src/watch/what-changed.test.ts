import { expect, test } from 'vitest';
import { whatChanged } from './what-changed.ts';

const users = new Map([
  ['apps/garden', new Set(['garden'])],
  ['packages/soil', new Set(['garden', 'shed'])],
]);
const judged = (file: string) => {
  const changed = whatChanged(file, users);
  return changed && { restarts: [...changed.restarts], needsNewStart: changed.needsNewStart };
};

test.each([
  ['apps/garden/src/domain/plant.ts', ['garden']],
  ['packages/soil/src/index.ts', ['garden', 'shed']],
  ['packages/soil/src/query.sql', ['garden', 'shed']],
  ['apps/garden/data/seeds.json', ['garden']],
])('%s restarts %j', (file, restarts) => {
  expect(judged(file)).toEqual({ restarts, needsNewStart: false });
});

test.each([
  'apps/garden/src/domain/plant.test.ts',
  'apps/garden/src/domain/plant.db.test.ts',
  'apps/garden/src/plant-store.behaviour.ts',
  'apps/garden/src/domain/plant.ts~',
  'apps/garden/src/domain/.plant.ts.swp',
  'apps/garden/src/domain/plant.ts.1234.tmp',
  'apps/garden/dist/src/main.js',
  'apps/garden/test/plant.ts',
  'apps/garden/README.md',
  'apps/gardener/src/main.ts',
  'packages/unused/src/index.ts',
  'README.md',
])('%s restarts nothing', (file) => {
  expect(judged(file)).toBeUndefined();
});

test.each([
  ['system.ts', []],
  ['pnpm-lock.yaml', []],
  ['apps/garden/package.json', []],
  ['apps/garden/migrations/0002-roses.expand.sql', []],
  ['packages/soil/migrations/0001-soil.sql', []],
  ['apps/garden/service.ts', ['garden']],
])('%s needs a new start', (file, restarts) => {
  expect(judged(file)).toEqual({ restarts, needsNewStart: true });
});
