import { readFileSync } from 'node:fs';
import type { MigrateOptions } from './migrate.ts';

/** What the job's program is told by its environment. */
export interface JobSettings extends Pick<MigrateOptions, 'url' | 'schema' | 'roles' | 'release'> {
  /** The service's folder, where its package.json stands. */
  readonly folder: string;
}

/**
 * Reads `OWNER_DATABASE_URL` (or the file that `OWNER_DATABASE_URL_FILE` names), `HOLDFAST_SERVICE` (its schema), `HOLDFAST_APP_ROLE`, `HOLDFAST_RELAY_ROLE` and, if it is set,
 * `HOLDFAST_RELEASE`. Throws {@link JobSettingsMissing} with everything that is missing.
 */
export function readJobSettings(given: NodeJS.ProcessEnv, folder: string): JobSettings {
  const env = withOwner(given);
  const missing = required.filter((name) => (env[name] ?? '') === '');
  if (missing.length > 0) throw new JobSettingsMissing(missing);
  const [url, schema, app, relay] = required.map((name) => env[name] ?? '') as [string, string, string, string];
  return { folder, url, schema, roles: { app, relay }, release: env['HOLDFAST_RELEASE'] };
}

/** As services take their secrets: from a file without its last line end, or from the environment, and not from both. */
function withOwner(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const file = env['OWNER_DATABASE_URL_FILE'] ?? '';
  if (file === '') return env;
  if ((env['OWNER_DATABASE_URL'] ?? '') !== '')
    throw new OwnerUnreadable('and OWNER_DATABASE_URL are both given; give one');
  try {
    return { ...env, OWNER_DATABASE_URL: readFileSync(file, 'utf8').replace(/\r?\n$/, '') };
  } catch (error) {
    throw new OwnerUnreadable(`names a file that cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** The owner's login was to come from a file. Neither its name nor its content is told: it may be the secret itself. */
export class OwnerUnreadable extends Error {
  readonly code = 'owner-unreadable';

  constructor(problem: string) {
    super(`OWNER_DATABASE_URL_FILE ${problem}.`);
  }
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
