import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Run, ServiceAccess } from '@holdfast/local-infra';
import { jobEnvironment, jobProgram } from '@holdfast/migrations';
import type { BuiltSystem } from './built/built-system.ts';

/** Whose schema is brought up to date, and with what rights. */
export interface MigrationJob {
  readonly root: string;
  readonly service: string;
  readonly access: ServiceAccess;
  readonly run: Pick<Run, 'add' | 'remove'>;
  /** Where the job and the app with its files were put; from the sources when left out. */
  readonly built?: BuiltSystem | undefined;
}

/** Runs the migration job of one service as a process of its own, as a deployment does. Throws MigrationJobFailed. */
export async function migrateService({ root, service, access, run, built }: MigrationJob): Promise<void> {
  const child = spawn(process.execPath, built ? deployedJob(built, service) : jobArguments(root, service), {
    cwd: built?.job ?? root,
    env: { ...process.env, ...jobEnvironment({ url: access.ownerUrl, schema: service, roles: access.roles }) },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (child.pid !== undefined) run.add({ name: `migrate ${service}`, pid: child.pid });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (child.pid !== undefined) run.remove(child.pid);
  if (code !== 0) throw new MigrationJobFailed(service, said);
}

/** The schema is as the last file that succeeded left it. */
export class MigrationJobFailed extends Error {
  readonly code = 'migration-job-failed';

  constructor(service: string, said: string) {
    super(`The migrations of ${service} did not succeed:\n${said.trimEnd()}`);
  }
}

/** The same as in the image of the job. */
function deployedJob({ apps, job }: BuiltSystem, service: string): string[] {
  return ['--enable-source-maps', join(job, 'dist', 'job.js'), apps.get(service)!];
}

function jobArguments(root: string, service: string): string[] {
  const program = jobProgram();
  const fromSource = program.endsWith('.ts') ? ['--conditions=@holdfast/source'] : [];
  return [...fromSource, program, join(root, 'apps', service)];
}
