import { kafkajsBroker, postgresRelayStore, type Broker, type RelayOptions } from '@holdfast/messaging';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';

/** Where the servers of one test are: what a program of this folder is told. */
export interface Surroundings {
  readonly databaseUrl: string;
  readonly relayDatabaseUrl: string;
  readonly kafka: Pick<Parameters<typeof kafkajsBroker>[0], 'brokers' | 'sasl' | 'namespace'>;
}

export function environmentOf(surroundings: Surroundings): Record<string, string> {
  return { SURROUNDINGS: JSON.stringify(surroundings) };
}

export function surroundingsIn(env: NodeJS.ProcessEnv): Surroundings {
  return JSON.parse(env['SURROUNDINGS'] ?? '') as Surroundings;
}

/** A handle that survives the loss of its connections. */
export function databaseAt(connectionString: string): Kysely<unknown> {
  const pool = new pg.Pool({ connectionString });
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return new Kysely({ dialect: new PostgresDialect({ pool }) });
}

export function brokerAt(kafka: Surroundings['kafka']): Broker {
  return kafkajsBroker({ ...kafka, clientId: 'orders' });
}

/** The relay of the shop. Its lease is short, so that the one after a crash need not wait for long. */
export function relayOn(relay: Kysely<unknown>, broker: Broker): RelayOptions {
  return { service: 'orders', store: postgresRelayStore(relay), broker, settings: { leaseMs: 1_200, sendMs: 1_000 } };
}
