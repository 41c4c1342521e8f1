import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sharedBrokerSettings } from '../broker-settings.ts';
import { madeOnce } from '../cache.ts';
import { kafkaCommand } from './kafka-program.ts';
import type { KafkaProgram } from './kafka-program.ts';

/**
 * Makes a data folder that a broker accepts, unless there is one already. A formatted folder is two files: one is the
 * same for all brokers of a version and comes from the cache, where the format tool wrote it once; the other names the
 * cluster and the folder, and is new each time.
 */
export async function formatDataFolder(data: string, program: KafkaProgram): Promise<void> {
  if (existsSync(data)) return;
  const checkpoint = await bootstrapCheckpoint(program);
  const draft = `${data}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  copyFileSync(checkpoint, join(draft, 'bootstrap.checkpoint'));
  writeFileSync(
    join(draft, 'meta.properties'),
    `version=1\ncluster.id=${newKafkaId()}\nnode.id=1\ndirectory.id=${newKafkaId()}\n`,
  );
  renameSync(draft, data);
}

/** An id as Kafka writes it: 16 random bytes in base64url. */
export function newKafkaId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? newKafkaId() : id; // Kafka's own tools take a leading dash for an option.
}

async function bootstrapCheckpoint(program: KafkaProgram): Promise<string> {
  return await madeOnce(join(program.cache, 'bootstrap.checkpoint'), async (draft) => {
    const folder = `${draft}-folder`;
    mkdirSync(folder);
    try {
      await format(program, folder);
      copyFileSync(join(folder, 'data', 'bootstrap.checkpoint'), draft);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

async function format(program: KafkaProgram, folder: string): Promise<void> {
  const settings = join(folder, 'server.properties');
  writeFileSync(settings, `${sharedBrokerSettings()}\n${placeholders}log.dirs=${join(folder, 'data')}\n`);
  const args = ['format', '--config', settings, '--cluster-id', newKafkaId()];
  const [file = '', ...rest] = kafkaCommand(program, 'kafka.tools.StorageTool', { args });
  await promisify(execFile)(file, rest);
}

// The tool asks for addresses, but nothing in what it writes depends on them.
const placeholders =
  'listeners=CLIENT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093\ncontroller.quorum.voters=1@127.0.0.1:9093\n';
