import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { brokerLogins, serverProperties } from '../broker-settings.ts';
import type { BrokerLogins } from '../broker-settings.ts';
import { withKafkaAdmin } from '../kafka-admin.ts';
import type { OpenContext } from '../open-context.ts';
import { waitUntil } from '../wait-until.ts';
import { writeWhole } from '../write-whole.ts';
import { formatDataFolder } from './kafka-format.ts';
import { kafkaCommand } from './kafka-program.ts';
import type { KafkaProgram } from './kafka-program.ts';
import { ServerProcess, endLeftover } from './server-process.ts';
import { newPortFor, portFor } from './server-port.ts';

/** A broker of this run on `<state>/kafka`. */
export interface Broker {
  readonly address: string;
  readonly logins: BrokerLogins;
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a broker that serves these services' logins and nobody else, on the kept data if there is any. */
export async function startBroker(
  program: KafkaProgram,
  context: OpenContext,
  flags: readonly string[],
): Promise<Broker> {
  const folder = join(context.state, 'kafka');
  const place = { program, context, folder, flags, logins: brokerLogins(context.state, context.services) };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await endLeftover({ identityFile: join(folder, 'server.json'), stopSignal });
  await formatDataFolder(join(folder, 'data'), program);
  const started = await startOnAnyPorts(place);
  let { process } = started;
  return {
    address: addressOf(started.ports),
    logins: place.logins,
    kill: () => process.kill(),
    start: async () => void ({ process } = await startOn(place, started.ports)),
    stop: () => process.stop(),
  };
}

interface Place {
  readonly program: KafkaProgram;
  readonly context: OpenContext;
  readonly folder: string;
  readonly flags: readonly string[];
  readonly logins: BrokerLogins;
}

interface Ports {
  readonly client: number;
  readonly controller: number;
}

interface Started {
  readonly process: ServerProcess;
  readonly ports: Ports;
}

// A port that was free a moment ago may be taken now.
async function startOnAnyPorts(place: Place): Promise<Started> {
  const files = { client: join(place.folder, 'port'), controller: join(place.folder, 'controller-port') };
  let ports = { client: await portFor(files.client), controller: await portFor(files.controller) };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOn(place, ports);
    } catch (error) {
      if (!(error instanceof BrokerDidNotStart && error.isPortTaken) || attempt === 5) throw error;
      ports = { client: await newPortFor(files.client), controller: await newPortFor(files.controller) };
    }
  }
}

async function startOn(place: Place, ports: Ports): Promise<Started> {
  const process = new ServerProcess(programOf(place, ports));
  const isReady = await waitUntil(async () => process.hasEnded() || (await answers(place, ports)), {
    withinMs: 60_000,
    everyMs: 25,
  });
  if (isReady && !process.hasEnded()) return { process, ports };
  const output = process.output();
  await process.stop();
  throw new BrokerDidNotStart(output);
}

function programOf(
  { program, context, folder, flags, logins }: Place,
  ports: Ports,
): ConstructorParameters<typeof ServerProcess>[0] {
  const settings = join(folder, 'server.properties');
  const itsPlace = {
    listenOn: '127.0.0.1',
    port: ports.client,
    controllerPort: ports.controller,
    logDirs: join(folder, 'data'),
  };
  writeWhole(settings, serverProperties(context.state, itsPlace, logins));
  return {
    name: 'kafka',
    command: kafkaCommand(program, 'kafka.Kafka', { flags, args: [settings] }),
    env: context.env,
    logFile: join(folder, 'broker.log'),
    identityFile: join(folder, 'server.json'),
    stopSignal,
    run: context.run,
    log: context.log,
  };
}

// An open port is not enough: the broker must have let itself in.
async function answers({ logins }: Place, ports: Ports): Promise<boolean> {
  try {
    const where = { brokers: [addressOf(ports)], admin: logins.admin };
    return await withKafkaAdmin(where, async (admin) => (await admin.describeCluster()).brokers.length > 0);
  } catch {
    return false;
  }
}

function addressOf({ client }: Ports): string {
  return `127.0.0.1:${client}`;
}

class BrokerDidNotStart extends Error {
  readonly isPortTaken: boolean;

  constructor(output: string) {
    super(`Kafka did not start. Its last words:\n${output.trim().split('\n').slice(-20).join('\n')}`);
    this.isPortTaken = output.includes('Address already in use');
  }
}

const stopSignal = 'SIGTERM';
