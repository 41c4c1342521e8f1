import type { FoundSystem } from '../supervisor/system-record.ts';

/** A URL of the PostgreSQL of a running system, whoever logs in. */
export function postgresOf({ infra }: FoundSystem, env: NodeJS.ProcessEnv = process.env): string {
  const { at, provider } = infra['postgres'] ?? { at: '', provider: '' };
  const given = env['HOLDFAST_POSTGRES_URL'];
  // The record names the host alone; how else a given server wants to be asked is in its URL.
  return provider === 'given' && given && new URL(given).host === at ? given : `postgres://${at}/postgres`;
}
