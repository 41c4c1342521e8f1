import { Kysely, PostgresDialect } from 'kysely';
import { Pool, type PoolConfig } from 'pg';
import type { Logger } from 'pino';
import type { ServiceConfig } from '../config/service-config.ts';
import { shared } from '../runtime/shared.ts';

/** The connections of one service. Nothing is opened before the first query. */
export interface Pools<Db> {
  /** As the service's own role. */
  readonly app: Kysely<Db>;
  /** As the relay's role, which may read and empty the outbox. */
  // oxlint-disable-next-line typescript/no-explicit-any -- the relay's tables are the messaging package's business
  readonly relay: Kysely<any>;
  /** Whether PostgreSQL answers now. Never rejects, and takes at most two seconds. */
  answers(): Promise<boolean>;
  /** Resolves when every connection is closed; the ones in use are waited for. */
  close(): Promise<void>;
}

/**
 * Makes the pools. A lost database breaks the queries that are running and nothing else: the next query connects anew.
 */
export function openPools<Db>(config: ServiceConfig, logger: Logger): Pools<Db> {
  const app = poolOf(config.DATABASE_URL, { max: 10, application_name: 'app' }, logger);
  const relay = poolOf(config.RELAY_DATABASE_URL, { max: 2, application_name: 'relay' }, logger);
  // A pool of its own, so that a busy service is not taken for one without a database and sent out of rotation.
  const probe = poolOf(config.DATABASE_URL, { max: 1, application_name: 'probe', query_timeout: 2_000 }, logger);
  const all = [app, relay, probe];
  return {
    app: kyselyOn<Db>(app),
    relay: kyselyOn(relay),
    answers: shared(() => probe.query('select 1').then(...yesOrNo)),
    close: async () => void (await Promise.all(all.map((pool) => pool.end()))),
  };
}

// The server ends what a frozen process would hold: a lock that nobody releases stops everybody else. Idle for less than the
// session of a consumer's group, so that its place is free when somebody else is given it; and for longer than a handler may
// take. The whole of a transaction for longer than a batch with one slow handler at its end.
const limits: PoolConfig = {
  connectionTimeoutMillis: 2_000,
  idleTimeoutMillis: 30_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 5_000,
  statement_timeout: 10_000,
  lock_timeout: 5_000,
  idle_in_transaction_session_timeout: 9_000,
  options: '-c transaction_timeout=15000',
};

function poolOf(connectionString: string, more: PoolConfig, logger: Logger): Pool {
  const pool = new Pool({ ...limits, ...more, connectionString });
  // A broken connection reports itself, idle or in the middle of a transaction. Where nobody listens, that ends the
  // process; here the query that runs on it fails, and the next one takes another connection.
  pool.on('connect', (client) => {
    client.on('error', (err) => logger.warn({ err, pool: more.application_name }, 'a database connection broke'));
  });
  pool.on('error', () => {});
  return pool;
}

function kyselyOn<Db>(pool: Pool): Kysely<Db> {
  return new Kysely<Db>({ dialect: new PostgresDialect({ pool }) });
}

const yesOrNo = [() => true, () => false] as const;
