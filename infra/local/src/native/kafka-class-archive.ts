import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { madeOnce } from '../cache.ts';
import type { OpenContext } from '../open-context.ts';
import { startBroker } from './kafka-broker.ts';
import type { KafkaProgram } from './kafka-program.ts';

/**
 * The broker's loaded classes in one file: with it the broker is up in less than half of the time. Made once for each
 * Java and set of jars, by running a broker of its own and stopping it. Undefined where this Java cannot do it.
 */
export async function classArchive(program: KafkaProgram, context: OpenContext): Promise<string | undefined> {
  const target = join(program.cache, `classes-${fingerprintOf(program)}.jsa`);
  try {
    return await madeOnce(target, async (draft) => await record(program, context, draft));
  } catch (error) {
    context.log(
      `Kafka starts slowly here: its classes could not be archived (${(error as Error).message.split('\n')[0]})`,
    );
    return undefined;
  }
}

async function record(program: KafkaProgram, context: OpenContext, draft: string): Promise<void> {
  context.log('preparing Kafka for quick starts, once');
  const state = join(context.run.folder, basename(draft));
  mkdirSync(state, { recursive: true });
  try {
    const broker = await startBroker(program, { ...context, state, services: [] }, [
      `-XX:ArchiveClassesAtExit=${draft}`,
    ]);
    await broker.stop();
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}

function fingerprintOf({ java, classPath }: KafkaProgram): string {
  return createHash('sha256').update(java.description).update(classPath).digest('hex').slice(0, 12);
}
