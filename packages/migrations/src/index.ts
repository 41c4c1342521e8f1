/**
 * Changes of a database as SQL files. A job applies them with the owner's rights before a service of that release starts; services themselves
 * never migrate. There is no way down: the way back is that the older release still runs on the newer schema.
 */
export {
  migrate,
  MigrationRefused,
  status,
  type MigrateOptions,
  type MigrationEvent,
  type MigrationReport,
} from './migrate.ts';
export { migrationsOf, migrationSourcesOf, NoMigrations, type MigrationSource } from './migration-source.ts';
export { MigrationFilesInvalid, readMigrations, type FileProblem, type MigrationFile } from './migration-file.ts';
export type { Door, Header, LineProblem, Phase, Waiver } from './header.ts';
export { plan, type Plan, type Refusal } from './plan.ts';
export type { LedgerRow } from './ledger.ts';
export { MigrationFailed } from './run-file.ts';
export { AnotherJobRuns } from './owner-session.ts';
export { generateTypes, typesOf, type GenerateTypesOptions } from './generate-types.ts';
export { jobProgram } from './job-program.ts';
export { jobEnvironment, JobSettingsMissing, type JobSettings } from './job-settings.ts';
