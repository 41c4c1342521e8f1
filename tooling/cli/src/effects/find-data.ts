import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openInfrastructure, startRun } from '@holdfast/local-infra';
import { findSystem } from '../running/choose-system.ts';
import { postgresOf } from '../running/postgres-of.ts';
import { namespaceFor } from '../supervisor/namespace.ts';
import type { FoundSystem } from '../supervisor/system-record.ts';

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
  const running = findSystem({ root, say });
  if (running !== undefined) return dataOf(running);
  const state = join(root, '.holdfast', 'state');
  return existsSync(join(state, 'secret')) ? await openKept(root, state, say) : undefined;
}

function dataOf(system: FoundSystem): FoundData {
  const { state, namespace, processes } = system;
  return {
    state,
    namespace,
    server: postgresOf(system),
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
