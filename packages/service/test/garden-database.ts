import { join } from 'node:path';
import { migrationsOf, type MigrationSource } from '@holdfast/migrations';

/** Whose migrations a garden's database has: the platform's, and the garden's own. */
export const gardenMigrations: readonly MigrationSource[] = [
  migrationsOf('@holdfast/work', import.meta.dirname),
  migrationsOf('@holdfast/messaging', import.meta.dirname),
  migrationsOf('@holdfast/effects', import.meta.dirname),
  { package: '@example/garden', folder: join(import.meta.dirname, 'garden/migrations') },
];
