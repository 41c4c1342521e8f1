import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** A Java that can run the broker. */
export interface Java {
  readonly command: string;
  readonly version: number;
  /** Everything it says about itself: what a class archive depends on. */
  readonly description: string;
}

/** The Java of JAVA_HOME, else the one on the path; undefined if there is none. Too old a one is returned as well: it explains more than nothing. */
export function findJava(env: NodeJS.ProcessEnv): Java | undefined {
  const home = env['JAVA_HOME'];
  const commands = [...(home ? [join(home, 'bin', 'java')] : []), 'java'];
  const found = commands.map((command) => ask(command, env)).filter((java) => java !== undefined);
  return found.find(isNewEnough) ?? found[0];
}

/** Kafka 4 brokers need Java 17. */
export function isNewEnough({ version }: Java): boolean {
  return version >= 17;
}

function ask(command: string, env: NodeJS.ProcessEnv): Java | undefined {
  const { stderr, status } = spawnSync(command, ['-version'], { env, encoding: 'utf8' });
  const version = status === 0 ? versionIn(stderr) : undefined;
  return version === undefined ? undefined : { command, version, description: stderr };
}

/** Reads what `java -version` says: "17.0.15", and "1.8.0_392" for 8. */
export function versionIn(output: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(output);
  return match ? Number(match[1]) : undefined;
}
