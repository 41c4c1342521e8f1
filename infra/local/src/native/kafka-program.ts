import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../cache.ts';
import { KafkaMissing, howToInstallJava } from '../kafka-missing.ts';
import type { OpenContext } from '../open-context.ts';
import { findJava, isNewEnough } from './java.ts';
import type { Java } from './java.ts';
import { kafkaJars, kafkaVersion } from './kafka-jars.ts';

/** Java and Kafka's jars, ready to run. */
export interface KafkaProgram {
  /** Everything about this version that is made once. */
  readonly cache: string;
  readonly java: Java;
  readonly classPath: string;
}

/** Finds Java, and fetches the jars if they are not in the cache. Throws KafkaMissing with the command that mends it. */
export async function kafkaProgram({ env, run, log }: OpenContext): Promise<KafkaProgram> {
  const java = findJava(env);
  if (java === undefined) throw new KafkaMissing('it needs Java 17 or newer, and none was found', howToInstallJava());
  if (!isNewEnough(java))
    throw new KafkaMissing(
      `it needs Java 17 or newer, and \`${java.command}\` is Java ${java.version}`,
      howToInstallJava(),
    );
  const cache = join(cacheFolder(env), `kafka-${kafkaVersion}`);
  const jars = await kafkaJars({ cache, env, run, log });
  return { cache, java, classPath: jars.join(':') };
}

/** The command line of one of Kafka's programs. */
export function kafkaCommand(
  { java, classPath }: KafkaProgram,
  mainClass: string,
  { flags = [], args }: KafkaArguments,
): string[] {
  const logging = `-Dlog4j2.configurationFile=${fileURLToPath(new URL('../../broker-log4j2.properties', import.meta.url))}`;
  return [java.command, ...jvmFlags, ...flags, logging, '-cp', classPath, mainClass, ...args];
}

export interface KafkaArguments {
  readonly flags?: readonly string[];
  readonly args: readonly string[];
}

// A small heap, the cheapest collector, and only the quick compiler: the broker is up in a third of the time.
const jvmFlags = ['-Xms64m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
