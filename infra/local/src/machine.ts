import { execFileSync } from 'node:child_process';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import type { Infrastructure } from './infrastructure.ts';

/** What a number depends on, and nothing that says whose machine it is. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** With the servers that were measured, where there are any. */
export function thisMachine(servers?: Pick<Infrastructure, 'postgres' | 'kafka'>): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    system: `${platform()} ${release().replace(/-.*/, '')} ${arch()}`,
    versions: { node: process.versions.node, java: javaVersion(), ...(servers && versionsOf(servers)) },
  };
}

function versionsOf({ postgres, kafka }: Pick<Infrastructure, 'postgres' | 'kafka'>): Record<string, string> {
  return {
    postgres: `${postgres.version} ${postgres.provider}`,
    ...(kafka && { kafka: `${kafka.version} ${kafka.provider}` }),
  };
}

function javaVersion(): string {
  try {
    const said = execFileSync('java', ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return /\d+(?:\.\d+)*/.exec(said)?.[0] ?? 'unknown';
  } catch {
    return 'none';
  }
}
