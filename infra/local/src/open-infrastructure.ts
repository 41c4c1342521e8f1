import { resolve } from 'node:path';
import { chooseProviders } from './choose-provider.ts';
import { dockerServers } from './docker/docker-servers.ts';
import { givenServers } from './given/given-servers.ts';
import type { Faults, Infrastructure, KafkaServer, PostgresServer, Provider } from './infrastructure.ts';
import { KafkaMissing } from './kafka-missing.ts';
import { nativeServers } from './native/native-servers.ts';
import type { OpenContext, OpenServer, ServerProvider } from './open-context.ts';
import type { Run } from './run.ts';
import { lockState } from './state-lock.ts';

/** What `openInfrastructure` is told. */
export interface InfrastructureOptions {
  /** The checkout, where infra/docker/servers.yml stands. */
  readonly root: string;
  /** 'auto' takes servers named in the environment, else a Docker engine that answers, else native processes: each server by itself. */
  readonly use: 'auto' | Provider;
  /** Where data and passwords are kept. Opened again with the same folder, the servers have the same data, passwords and, if still free, ports. */
  readonly state: string;
  /** Whether acknowledged work survives a crash of the machine. False is faster, for tests that crash nothing. */
  readonly durable: boolean;
  /** 'optional' goes on without Kafka and says in `kafkaMissing` why. */
  readonly kafka: 'required' | 'optional' | 'none';
  /** Services that get a login at the broker. */
  readonly services: readonly string[];
  readonly run: Run;
  /** One line for a person about what takes long or went wrong. */
  readonly log?: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Opens PostgreSQL and Kafka. Everything that is started here ends with the run. Throws StateInUse where a living
 * process has the state folder open, KafkaMissing where Kafka is required, and otherwise what the server said when it
 * did not start; nothing stays behind then.
 */
export async function openInfrastructure(options: InfrastructureOptions): Promise<Infrastructure> {
  const { root, durable, services, run, env = process.env, log = () => undefined } = options;
  const context: OpenContext = { root, state: resolve(options.state), durable, services, run, env, log };
  const lock = lockState(context.state);
  try {
    const opened = await openBoth(context, options);
    return describe(context.state, opened, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

interface Opened {
  readonly postgres: OpenServer<PostgresServer>;
  readonly kafka: OpenServer<KafkaServer> | KafkaMissing | undefined;
}

const providers: Record<Provider, ServerProvider> = {
  given: givenServers,
  docker: dockerServers,
  native: nativeServers,
};

async function openBoth(context: OpenContext, { use, kafka: need }: InfrastructureOptions): Promise<Opened> {
  const chosen = await chooseProviders({ use, env: context.env });
  const [postgres, kafka] = await Promise.allSettled([
    providers[chosen.postgres].openPostgres(context),
    need === 'none' ? undefined : openKafka(providers[chosen.kafka], context, need),
  ]);
  if (postgres.status === 'fulfilled' && kafka.status === 'fulfilled')
    return { postgres: postgres.value, kafka: kafka.value };
  if (postgres.status === 'fulfilled') await postgres.value.stop();
  if (kafka.status === 'fulfilled') await serverIn(kafka.value)?.stop();
  throw (postgres.status === 'rejected' ? postgres.reason : (kafka as PromiseRejectedResult).reason) as Error;
}

async function openKafka(
  provider: ServerProvider,
  context: OpenContext,
  need: 'required' | 'optional',
): Promise<OpenServer<KafkaServer> | KafkaMissing> {
  try {
    return await provider.openKafka(context);
  } catch (error) {
    if (error instanceof KafkaMissing && need === 'optional') return error;
    throw error;
  }
}

function describe(
  state: string,
  { postgres, kafka: kafkaOrWhyNot }: Opened,
  lock: { release(): void },
): Infrastructure {
  const kafka = serverIn(kafkaOrWhyNot);
  const fault = faultsOf(postgres, kafka);
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    await Promise.all([postgres.stop(), kafka?.stop()]);
    lock.release();
  };
  return {
    state,
    postgres: postgres.server,
    kafka: kafka?.server,
    ...(kafkaOrWhyNot instanceof KafkaMissing && { kafkaMissing: kafkaOrWhyNot.message }),
    ...(fault && { fault }),
    stop: async () => await (stopping ??= stop()),
  };
}

function serverIn(kafka: Opened['kafka']): OpenServer<KafkaServer> | undefined {
  return kafka instanceof KafkaMissing ? undefined : kafka;
}

function faultsOf(
  postgres: OpenServer<PostgresServer>,
  kafka: OpenServer<KafkaServer> | undefined,
): Faults | undefined {
  const [ofPostgres, ofKafka] = [postgres.fault, kafka === undefined ? noKafka : kafka.fault];
  if (ofPostgres === undefined || ofKafka === undefined) return undefined;
  return {
    killPostgres: ofPostgres.kill,
    startPostgres: ofPostgres.start,
    killKafka: ofKafka.kill,
    startKafka: ofKafka.start,
  };
}

const noKafka = { kill: refuseWithoutKafka, start: refuseWithoutKafka };

async function refuseWithoutKafka(): Promise<void> {
  throw new Error('there is no Kafka in this infrastructure');
}
