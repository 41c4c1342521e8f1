import { spawn } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { madeOnce } from '../cache.ts';
import { KafkaMissing, howToInstallJava } from '../kafka-missing.ts';
import type { Run } from '../run.ts';

/** The version that `kafka-pom.xml` and `infra/docker/servers.yml` name. */
export const kafkaVersion = '4.2.0';

/**
 * The broker's jars, in a fixed order. The first call resolves them with Maven, whose settings (mirrors, proxies) hold
 * as they are; the user's own local repository is not filled. Later calls need neither Maven nor a network.
 */
export async function kafkaJars({ cache, env, run, log }: KafkaJarsOptions): Promise<string[]> {
  const folder = await madeOnce(join(cache, 'jars'), async (draft) => {
    log(`fetching Apache Kafka ${kafkaVersion} with Maven, once (about 45 MB)`);
    const repository = `${draft}-repository`;
    try {
      await maven(['-Dmaven.repo.local=' + repository, copyDependencies, '-DoutputDirectory=' + draft], {
        env,
        run,
        log,
      });
    } finally {
      rmSync(repository, { recursive: true, force: true });
    }
  });
  const names = readdirSync(folder).filter((name) => name.endsWith('.jar'));
  return names.toSorted().map((name) => join(folder, name));
}

export interface KafkaJarsOptions {
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
  readonly run: Run;
  readonly log: (line: string) => void;
}

const copyDependencies = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

async function maven(args: string[], { env, run, log }: Omit<KafkaJarsOptions, 'cache'>): Promise<void> {
  const pom = fileURLToPath(new URL('../../kafka-pom.xml', import.meta.url));
  const all = ['--batch-mode', '--strict-checksums', '--file', pom, ...args];
  const child = spawn('mvn', all, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  if (child.pid !== undefined) run.add({ name: 'mvn', pid: child.pid });
  const output = collect(child.stdout, child.stderr);
  const stopTelling = tellProgress(output, log);
  try {
    const code = await new Promise<number | null>((resolve, reject) =>
      child.once('error', reject).once('close', resolve),
    );
    if (code !== 0)
      throw new KafkaMissing(
        `Maven could not fetch its jars (${firstError(output.text())})`,
        'Check the network and the proxy',
      );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new KafkaMissing('its jars are fetched with Maven, and `mvn` is not installed', howToInstallJava(), {
      cause: error,
    });
  } finally {
    stopTelling();
    if (child.pid !== undefined) run.remove(child.pid);
  }
}

interface Output {
  text(): string;
}

function collect(...streams: NodeJS.ReadableStream[]): Output {
  const chunks: Buffer[] = [];
  for (const stream of streams) stream.on('data', (chunk: Buffer) => void chunks.push(chunk));
  return { text: () => Buffer.concat(chunks).toString() };
}

function tellProgress(output: Output, log: (line: string) => void): () => void {
  const timer = setInterval(() => log(`fetching Apache Kafka: ${filesIn(output.text())} files so far`), 5_000);
  return () => clearInterval(timer);
}

function filesIn(output: string): number {
  return output.match(/^Progress|Downloaded from/gm)?.length ?? 0;
}

function firstError(output: string): string {
  const line = output.split('\n').find((one) => one.startsWith('[ERROR]'));
  return (line ?? output.trim().split('\n').at(-1) ?? 'it said nothing').replace('[ERROR]', '').trim();
}
