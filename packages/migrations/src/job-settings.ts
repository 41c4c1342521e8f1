import type { MigrateOptions } from './migrate.ts';

/** What the job's program is told by its environment. */
export interface JobSettings extends Pick<MigrateOptions, 'url' | 'schema' | 'roles' | 'release'> {
  /** The service's folder, where its package.json stands. */
  readonly folder: string;
}

/**
 * Reads `OWNER_DATABASE_URL`, `HOLDFAST_SERVICE` (its schema), `HOLDFAST_APP_ROLE`, `HOLDFAST_RELAY_ROLE` and, if it is set,
 * `HOLDFAST_RELEASE`. Throws {@link JobSettingsMissing} with everything that is missing.
 */
export function readJobSettings(env: NodeJS.ProcessEnv, folder: string): JobSettings {
  const missing = required.filter((name) => (env[name] ?? '') === '');
  if (missing.length > 0) throw new JobSettingsMissing(missing);
  const [url, schema, app, relay] = required.map((name) => env[name] ?? '') as [string, string, string, string];
  return { folder, url, schema, roles: { app, relay }, release: env['HOLDFAST_RELEASE'] };
}

/** The same settings as an environment, for whoever starts the program. */
export function jobEnvironment({ url, schema, roles, release }: Omit<JobSettings, 'folder'>): Record<string, string> {
  return {
    OWNER_DATABASE_URL: url,
    HOLDFAST_SERVICE: schema,
    HOLDFAST_APP_ROLE: roles.app,
    HOLDFAST_RELAY_ROLE: roles.relay,
    ...(release !== undefined && { HOLDFAST_RELEASE: release }),
  };
}

const required = ['OWNER_DATABASE_URL', 'HOLDFAST_SERVICE', 'HOLDFAST_APP_ROLE', 'HOLDFAST_RELAY_ROLE'] as const;

/** Variables that the job cannot do without. Nothing was connected to. */
export class JobSettingsMissing extends Error {
  readonly code = 'job-settings-missing';
  readonly names: readonly string[];

  constructor(names: readonly string[]) {
    super(`The migration job needs ${names.join(', ')} in its environment.`);
    this.names = names;
  }
}
