import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Infrastructure } from '@holdfast/local-infra';

/** What the names on the servers begin with, and why. */
export interface NamespaceQuestion {
  readonly root: string;
  /** The folder of the data; a second start beside the first has another one. */
  readonly state: string;
  readonly infrastructure: Pick<Infrastructure, 'postgres' | 'kafka'>;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * `HOLDFAST_NAMESPACE` if it is set. Servers that are processes of ours hold nothing else, so they need none; all others
 * may be shared, so names carry six digits made from the checkout's path, or from the state's where that is another one.
 */
export function namespaceFor({ root, state, infrastructure, env }: NamespaceQuestion): string {
  const given = env['HOLDFAST_NAMESPACE'];
  if (given !== undefined && given !== '') return given;
  const { postgres, kafka } = infrastructure;
  if (postgres.provider === 'native' && (kafka === undefined || kafka.provider === 'native')) return '';
  const owner = state === join(root, '.holdfast', 'state') ? root : state;
  return `h${createHash('sha256').update(owner).digest('hex').slice(0, 6)}`;
}
