import type { OpenContext, OpenServer, ServerProvider } from '../open-context.ts';
import type { KafkaServer } from '../infrastructure.ts';
import { startBroker } from './kafka-broker.ts';
import { classArchive } from './kafka-class-archive.ts';
import { kafkaVersion } from './kafka-jars.ts';
import { kafkaProgram } from './kafka-program.ts';
import { openNativePostgres } from './native-postgres.ts';

/** Servers as processes of this run, on `<state>/postgres` and `<state>/kafka`. Kafka is one process, broker and controller; it needs Java. */
export const nativeServers: ServerProvider = { openPostgres: openNativePostgres, openKafka: openNativeKafka };

async function openNativeKafka(context: OpenContext): Promise<OpenServer<KafkaServer>> {
  const program = await kafkaProgram(context);
  const archive = await classArchive(program, context);
  const broker = await startBroker(program, context, archive === undefined ? [] : [`-XX:SharedArchiveFile=${archive}`]);
  return {
    server: { provider: 'native', version: kafkaVersion, brokers: [broker.address], ...broker.logins },
    stop: broker.stop,
    fault: { kill: broker.kill, start: broker.start },
  };
}
