/**
 * The one-shot program: applies what the database lacks and ends. One JSON line on stdout for each thing that it does;
 * exit code 0 when the database is up to date, 1 with a sentence on stderr when it is not. Runs before the service of its
 * release starts, as a child of the CLI or as a container. Its variables: see `readJobSettings`.
 */
import { migrate } from './migrate.ts';
import { migrationSourcesOf } from './migration-source.ts';
import { readJobSettings } from './job-settings.ts';

try {
  const { folder, ...settings } = readJobSettings(process.env, process.argv[2] ?? process.cwd());
  const log = (event: object) => process.stdout.write(`${JSON.stringify(event)}\n`);
  await migrate({ ...settings, packages: migrationSourcesOf(folder), log });
} catch (error) {
  const { code, message } = error as { code?: string; message: string };
  // A connection that was refused by several addresses has no message of its own.
  process.stderr.write(`${message === '' ? `PostgreSQL does not answer (${code})` : message}\n`);
  process.exitCode = 1;
}
