import { defineConfig } from 'vitest/config';

const conditions = ['@holdfast/source'];
const everywhere = ['apps', 'packages', 'packages/contracts', 'tooling', 'proofs', 'infra'];
const files = (ending: string) => everywhere.map((folder) => `${folder}/*/{src,test}/**/*${ending}`);

// One run over all packages. A test's ending says what it needs: nothing, a database, or everything.
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
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
          globalSetup: '@holdfast/testkit/setup',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: [...files('.smoke.test.ts'), ...files('.e2e.test.ts')],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
