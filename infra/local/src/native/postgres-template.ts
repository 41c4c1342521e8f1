import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, constants, cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, madeOnce } from '../cache.ts';
import type { OrdinaryUser } from './as-ordinary-user.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';

/** What the first start of a copied cluster needs to know. */
export interface PostgresTemplate {
  /** Holds `data`, the cluster, and `first-password`, with which its superuser begins. */
  readonly folder: string;
}

/** An initialised cluster in the cache. initdb takes about a second; a copy of its result takes a twentieth of that. */
export async function postgresTemplate(
  binaries: PostgresBinaries,
  user: OrdinaryUser,
  env: NodeJS.ProcessEnv,
): Promise<PostgresTemplate> {
  const name = `postgres-${binaries.packageVersion}-${process.platform}-${process.arch}`;
  const folder = await madeOnce(join(cacheFolder(env), name), async (draft) => {
    mkdirSync(draft, { mode: 0o700 });
    const passwordFile = join(draft, 'first-password');
    writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
    user.takeOver(draft);
    await initdb({ binaries, user, data: join(draft, 'data'), passwordFile });
  });
  return { folder };
}

/** Copies the template to `target`, whole or not at all. */
export function copyPostgresTemplate(template: PostgresTemplate, target: string, user: OrdinaryUser): void {
  const draft = `${target}.draft`;
  rmSync(draft, { recursive: true, force: true });
  cpSync(template.folder, draft, { recursive: true, mode: constants.COPYFILE_FICLONE });
  chmodSync(join(draft, 'data'), 0o700); // PostgreSQL refuses a folder that others may read.
  user.takeOver(draft);
  renameSync(draft, target);
}

async function initdb({ binaries, user, data, passwordFile }: InitdbOptions): Promise<void> {
  const login = ['-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const text = ['--encoding=UTF8', '--locale=C'];
  const command = [...user.prefix, binaries.initdb, '-D', data, ...login, ...text, '--no-sync', '--no-instructions'];
  const [file = '', ...args] = command;
  await promisify(execFile)(file, args, { env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } });
}

interface InitdbOptions {
  readonly binaries: PostgresBinaries;
  readonly user: OrdinaryUser;
  readonly data: string;
  readonly passwordFile: string;
}
