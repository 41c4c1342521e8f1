import type { Client } from 'pg';
import { readLedger } from './ledger.ts';
import { readMigrations } from './migration-file.ts';
import type { MigrationFile } from './migration-file.ts';
import type { MigrationSource } from './migration-source.ts';
import { inOwnerSession, underLock } from './owner-session.ts';
import { plan } from './plan.ts';
import type { Plan, Refusal } from './plan.ts';
import { prepareSchemas } from './prepare-schemas.ts';
import { runFile } from './run-file.ts';
import type { FileSettings } from './run-file.ts';

/** What a job needs to know. */
export interface MigrateOptions {
  /** A connection as the role that owns the service's schema. */
  readonly url: string;
  /** Packages with files, platform packages first. {@link migrationSourcesOf} finds them. */
  readonly packages: readonly MigrationSource[];
  /** The service's schema, which carries its name. */
  readonly schema: string;
  /** The roles that the service's processes connect as. Files grant to them by `current_setting('holdfast.app_role')`. */
  readonly roles: { readonly app: string; readonly relay: string };
  /** Stands in the ledger beside each file that this job applies. */
  readonly release?: string | undefined;
  /** Told of everything as it happens. */
  readonly log?: (event: MigrationEvent) => void;
  /** How long to wait for another job; ten minutes unless told otherwise. */
  readonly waitForLockMs?: number;
  /** For how many days from today the inbox gets its partitions, if this database has one; 14 unless told otherwise. */
  readonly partitionDaysAhead?: number;
}

/** What a job tells while it runs. */
export type MigrationEvent =
  | { readonly event: 'waiting' }
  | {
      readonly event: 'applied';
      readonly package: string;
      readonly file: string;
      readonly phase: string;
      readonly door: string;
      readonly tookMs: number;
    }
  | { readonly event: 'done'; readonly applied: number; readonly alreadyApplied: number; readonly newer: number };

/** What a job did. */
export interface MigrationReport {
  readonly applied: readonly MigrationFile[];
  /** Files that the ledger already had. */
  readonly alreadyApplied: number;
  /** Rows of a newer release. */
  readonly newer: number;
}

/** Files and ledger contradict each other. Nothing was changed. */
export class MigrationRefused extends Error {
  readonly code = 'migration-refused';
  readonly refusals: readonly Refusal[];

  constructor(refusals: readonly Refusal[]) {
    super(refusals.map(({ problem }) => problem).join('\n'));
    this.refusals = refusals;
  }
}

/**
 * Brings a database up to the given files: each file that the ledger does not have, in sequence, one transaction each. Of
 * two jobs at once one waits, and then finds nothing to do. A crash leaves the files before it applied and nothing of the
 * one that was running; the next job goes on there.
 *
 * Throws {@link MigrationFilesInvalid} or {@link MigrationRefused} before anything is changed, {@link MigrationFailed} when
 * a file fails, {@link AnotherJobRuns} when another job does not end.
 */
export async function migrate(options: MigrateOptions): Promise<MigrationReport> {
  const files = await readMigrations(options.packages);
  const { log = () => undefined, waitForLockMs: withinMs = 600_000 } = options;
  const report = await inOwnerSession(options.url, (client) =>
    underLock(client, { withinMs, onWait: () => log({ event: 'waiting' }) }, () =>
      migrateAlone(client, files, options),
    ),
  );
  log({ event: 'done', applied: report.applied.length, alreadyApplied: report.alreadyApplied, newer: report.newer });
  return report;
}

/** What {@link migrate} would do now. Changes nothing, takes no lock. */
export async function status({ url, packages }: Pick<MigrateOptions, 'url' | 'packages'>): Promise<Plan> {
  const files = await readMigrations(packages);
  return await inOwnerSession(url, async (client) => plan(files, await readLedger(client)));
}

async function migrateAlone(
  client: Client,
  files: readonly MigrationFile[],
  options: MigrateOptions,
): Promise<MigrationReport> {
  const { toApply, refusals, newer } = plan(files, await readLedger(client));
  if (refusals.length > 0) throw new MigrationRefused(refusals);
  const settings: FileSettings = { schema: options.schema, roles: options.roles, release: options.release };
  await prepareSchemas(client, settings);
  for (const file of toApply) {
    const tookMs = await runFile(client, file, settings);
    const { phase, door } = file.header;
    options.log?.({ event: 'applied', package: file.package, file: file.file, phase, door, tookMs });
  }
  await turnInboxPartitions(client, options.partitionDaysAhead ?? 14);
  return { applied: toApply, alreadyApplied: files.length - toApply.length, newer: newer.length };
}

// Every job does this, also one with no file to apply: days pass between releases too.
async function turnInboxPartitions(client: Client, daysAhead: number): Promise<void> {
  const make = 'holdfast.make_inbox_partitions(integer)';
  const drop = 'holdfast.drop_inbox_partitions(integer)';
  if (await exists(client, make)) await client.query('select holdfast.make_inbox_partitions($1)', [daysAhead]);
  // For how long they are kept stands in the database, where the consumers read it too.
  if (await exists(client, drop)) await client.query('select holdfast.drop_inbox_partitions()');
}

async function exists(client: Client, routine: string): Promise<boolean> {
  const { rows } = await client.query<{ exists: boolean }>('select to_regprocedure($1) is not null as exists', [
    routine,
  ]);
  return rows[0]?.exists === true;
}
