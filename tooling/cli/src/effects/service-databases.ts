import { accessOf } from '@holdfast/local-infra';
import { discoverServices, requirementsOf, type DatabaseRequirement } from '@holdfast/system-model';
import { Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import { findData, type FoundData } from './find-data.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- @holdfast/effects knows the tables
export type Database = Kysely<any>;

/** The databases of all services of a system. */
export interface ServiceDatabases {
  /** The folder of the data. */
  readonly state: string;
  readonly services: readonly string[];
  /** Whether somebody runs who concludes what is decided. */
  isRunning(service: string): boolean;
  /** Asks one service's database, as the service. `missing` where it has none yet. */
  ask<T>(service: string, question: (database: Database) => Promise<T>): Promise<T | 'missing'>;
  /** The same as the owner of its tables, for what the service itself may not do. */
  askAsOwner<T>(service: string, question: (database: Database) => Promise<T>): Promise<T | 'missing'>;
}

/** Looks into the databases of the running system, or of the kept one. `undefined` where there is neither. */
export async function withDatabases<T>(
  { root, say }: { root: string; say: (line: string) => void },
  look: (databases: ServiceDatabases) => Promise<T>,
): Promise<T | undefined> {
  const services = await discoverServices(root);
  const data = await findData(root, say);
  if (data === undefined) return undefined;
  const pools = new Map<string, Database>();
  try {
    return await look(databasesOf(data, requirementsOf(services, data.namespace).databases, pools));
  } finally {
    await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    await data.close();
  }
}

function databasesOf(
  data: FoundData,
  required: readonly DatabaseRequirement[],
  pools: Map<string, Database>,
): ServiceDatabases {
  const server = { state: data.state, postgres: { adminUrl: data.server } };
  const open = (service: string, login: 'appUrl' | 'ownerUrl'): Database => {
    const requirement = required.find((one) => one.service === service)!;
    const pool = pools.get(`${service} ${login}`) ?? connect(accessOf(server, requirement)[login]);
    pools.set(`${service} ${login}`, pool);
    return pool;
  };
  const ask = async <T>(
    service: string,
    login: 'appUrl' | 'ownerUrl',
    question: (database: Database) => Promise<T>,
  ): Promise<T | 'missing'> => {
    try {
      return await question(open(service, login));
    } catch (error) {
      if (neverStarted.has(codeOf(error))) return 'missing';
      throw codeOf(error) === 'ECONNREFUSED' ? new NoAnswer(data) : error;
    }
  };
  return {
    state: data.state,
    services: required.map(({ service }) => service),
    isRunning: (service) => data.processes.some((name) => name.replace(/-\d+$/, '') === service),
    ask: (service, question) => ask(service, 'appUrl', question),
    askAsOwner: (service, question) => ask(service, 'ownerUrl', question),
  };
}

function connect(connectionString: string): Database {
  const pool = new Pool({ connectionString, max: 1, connectionTimeoutMillis: 5_000, application_name: 'holdfast' });
  pool.on('error', () => undefined); // The question that it was for fails; that is enough.
  return new Kysely({ dialect: new PostgresDialect({ pool }) });
}

/** No such login, database or table: the service, or this release of it, was not started on these data. */
const neverStarted: ReadonlySet<unknown> = new Set(['28P01', '28000', '3D000', '42P01', '3F000']);

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** The record of a running system names a server that is not there. */
class NoAnswer extends Error {
  readonly code = 'no-answer';

  constructor({ server, state }: FoundData) {
    super(
      `PostgreSQL at ${new URL(server).host} does not answer, on which the data in ${state} are. ./holdfast status shows what ended; ./holdfast stop, and then ./holdfast start.`,
    );
  }
}
