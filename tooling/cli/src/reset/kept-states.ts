import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { UsedServers } from '@holdfast/local-infra';
import { usedServers } from './used-servers.ts';

/** Data that starts of this folder have kept. */
export interface KeptState {
  /** `state`, or `state-2` for a second start beside the first. */
  readonly name: string;
  readonly folder: string;
  readonly used: readonly UsedServers[];
}

export function keptStates(root: string): KeptState[] {
  const folder = join(root, '.holdfast');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^state(-\d)?$/.test(name)) : [];
  return names.toSorted().map((name) => ({ name, folder: join(folder, name), used: usedServers(join(folder, name)) }));
}

/** What goes, as a person is asked about it. */
export function keptLines({ name, used }: KeptState): string[] {
  const elsewhere = used.flatMap(({ namespace, postgres, kafka }) => [
    ...(postgres.provider === 'given' ? [`databases and roles of ${namespace} at ${postgres.at}`] : []),
    ...(kafka?.provider === 'given' ? [`topics of ${namespace} at ${kafka.at}`] : []),
    ...([postgres, kafka].some((one) => one?.provider === 'docker') ? ['volumes of its containers'] : []),
  ]);
  return [`.holdfast/${name}`, ...[...new Set(elsewhere)].map((line) => `  ${line}`)];
}
