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
 * may be shared, so names carry six digits made from the clone's path.
 *
 * Data in another folder than the kept one have digits of that folder, whatever else is set: a fresh start drops its
 * names at its end, and a second start sets passwords anew, and neither may do that to the kept system. Throws BadNamespace.
 */
export function namespaceFor({ root, state, infrastructure, env }: NamespaceQuestion): string {
  const given = env['HOLDFAST_NAMESPACE'] ?? '';
  if (given !== '' && !wellFormed.test(given)) throw new BadNamespace(given);
  const isKept = state === join(root, '.holdfast', 'state');
  if (given !== '') return isKept ? given : given + digitsOf(state);
  const { postgres, kafka } = infrastructure;
  if (postgres.provider === 'native' && (kafka === undefined || kafka.provider === 'native')) return '';
  return `h${digitsOf(isKept ? root : state)}`;
}

/** It cannot begin the name of a database, a role, a topic and a group. */
export class BadNamespace extends Error {
  readonly code = 'bad-namespace';

  constructor(given: string) {
    super(
      `HOLDFAST_NAMESPACE is ${JSON.stringify(given)}, and must be 1 to 16 small letters and digits that begin with a letter.`,
    );
  }
}

const wellFormed = /^[a-z][a-z0-9]{0,15}$/;

function digitsOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 6);
}
