import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Infrastructure, UsedServers } from '@holdfast/local-infra';

/** Notes in a state folder with which servers it is used: they may be others the next time, and these keep what was made. */
export function noteUsedServers({ state, postgres, kafka }: Infrastructure, namespace: string): void {
  const now: UsedServers = {
    namespace,
    postgres: { provider: postgres.provider, at: new URL(postgres.adminUrl).host },
    ...(kafka && { kafka: { provider: kafka.provider, at: kafka.brokers.join(',') } }),
  };
  const before = usedServers(state).filter((one) => JSON.stringify(one) !== JSON.stringify(now));
  mkdirSync(state, { recursive: true });
  const file = join(state, fileName);
  writeFileSync(`${file}.draft`, JSON.stringify([...before, now], null, 2), { mode: 0o600 });
  renameSync(`${file}.draft`, file);
}

/** What has been noted. */
export function usedServers(state: string): UsedServers[] {
  const file = join(state, fileName);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as UsedServers[]) : [];
}

const fileName = 'servers.json';
