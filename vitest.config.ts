import { defineConfig } from 'vitest/config';

const conditions = ['@holdfast/source'];
const everywhere = ['apps', 'packages', 'packages/contracts', 'tooling', 'proofs', 'infra'];
const globalSetup = './packages/testkit/src/setup.ts';
const files = (ending: string) => everywhere.map((folder) => `${folder}/*/{src,test}/**/*${ending}`);

// One run over all packages. A test's ending says what it needs: nothing, a database, or everything.
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  // Global set-ups run in an environment of their own.
  environments: { __vitest__: { resolve: { conditions } } },
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: files('.test.ts'), exclude: files('.{db,e2e,smoke}.test.ts') },
      },
      {
        extends: true,
        test: {
          name: 'database',
          include: files('.db.test.ts'),
          globalSetup,
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
