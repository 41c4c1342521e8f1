import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const conditions = ['@holdfast/source'];
const everywhere = ['apps', 'packages', 'packages/contracts', 'tooling', 'proofs', 'infra'];
const globalSetup = './packages/testkit/src/setup.ts';
const files = (ending: string) => everywhere.map((folder) => `${folder}/*/{src,test}/**/*${ending}`);
const withServers = files('.{db,e2e,smoke}.test.ts');

// Files of one worker share what they import, which spares most of the time of a run. Not those that would notice each
// other: who sets the clock sets it for all that still ticks, who lists the points or records spans gets those of others,
// and kafkajs goes on trying after it was closed.
const wantsItsOwnProcess =
  /\bvi\.useFakeTimers\(|\bexpect\(points\(\)\)|\brecordSpans\(|\bsetGlobalTracerProvider\(|\bkafkajsBroker\(/;
const alone = globSync(files('.test.ts'), { cwd: import.meta.dirname, exclude: withServers }).filter((file) =>
  wantsItsOwnProcess.test(readFileSync(join(import.meta.dirname, file), 'utf8')),
);

// One run over all packages. A test's ending says what it needs: nothing, a database, or everything.
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  // Global set-ups run in an environment of their own.
  environments: { __vitest__: { resolve: { conditions } } },
  test: {
    // Vitest itself would leave one core free, and of two that is half: tests wait a lot, for servers and for each other.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: files('.test.ts'),
          exclude: [...withServers, ...alone],
          isolate: false,
        },
      },
      { extends: true, test: { name: 'unit-alone', include: alone } },
      {
        extends: true,
        test: {
          name: 'database',
          include: files('.db.test.ts'),
          globalSetup,
          isolate: false,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: [...files('.smoke.test.ts'), ...files('.e2e.test.ts')],
          globalSetup,
          testTimeout: 300_000,
          hookTimeout: 120_000,
          // One after the other, and after everything else: they measure time and kill processes.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
