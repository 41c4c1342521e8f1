import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openInfrastructure, startRun } from '@holdfast/local-infra';
import { namespaceFor } from '../supervisor/namespace.ts';
import { runningSystems, type FoundSystem } from '../supervisor/system-record.ts';

/** The data of a system of this checkout, and the server that they are on. */
export interface FoundData {
  readonly state: string;
  readonly namespace: string;
  /** A URL of the server, whoever logs in. */
  readonly server: string;
  /** The names of the processes that run on them; nothing where the data are only kept. */
  readonly processes: readonly string[];
  /** Ends what was started to look at them. */
  close(): Promise<void>;
}

/** What runs, or else what the last start has kept, with PostgreSQL started on it until `close`. Nothing where there is neither. */
export async function findData(root: string, say: (line: string) => void): Promise<FoundData | undefined> {
  const running = runningSystems(root);
  const [first] = running.toSorted((one, other) => one.state.length - other.state.length);
  if (first !== undefined) {
    if (running.length > 1) say(`${running.length} systems run here; this is about the one in ${first.state}.`);
    return dataOf(first);
  }
  const state = join(root, '.holdfast', 'state');
  return existsSync(join(state, 'secret')) ? await openKept(root, state, say) : undefined;
}

function dataOf({ state, namespace, infra, processes }: FoundSystem): FoundData {
  const { at, provider } = infra['postgres'] ?? { at: '', provider: '' };
  const given = process.env['HOLDFAST_POSTGRES_URL'];
  return {
    state,
    namespace,
    // The record names the host alone; how else a given server wants to be asked is in its URL.
    server: provider === 'given' && given && new URL(given).host === at ? given : `postgres://${at}/postgres`,
    processes: processes.filter(({ ended }) => !ended).map(({ name }) => name),
    close: () => Promise.resolve(),
  };
}

async function openKept(root: string, state: string, say: (line: string) => void): Promise<FoundData> {
  const run = startRun(root, 'effects');
  try {
    const infrastructure = await openInfrastructure({
      root,
      run,
      state,
      use: 'auto',
      durable: true,
      kafka: 'none',
      services: [],
      log: say,
    });
    const close = async (): Promise<void> => {
      await infrastructure.stop();
      await run.end();
    };
    return {
      state,
      namespace: namespaceFor({ root, state, env: process.env, infrastructure: asItRan(infrastructure.postgres) }),
      server: infrastructure.postgres.adminUrl,
      processes: [],
      close,
    };
  } catch (error) {
    await run.end();
    throw error;
  }
}

type Asked = Parameters<typeof namespaceFor>[0]['infrastructure'];

/** Kafka is not needed here, and is part of why a namespace is what it is. */
function asItRan(postgres: Asked['postgres']): Asked {
  const isKafkaGiven = (process.env['HOLDFAST_KAFKA_BROKERS'] ?? '') !== '';
  return isKafkaGiven ? { postgres, kafka: { provider: 'given', version: '', brokers: [], users: {} } } : { postgres };
}
