import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { Executor } from '../../src/index.ts';
import { gardenOn, sprinkling } from './crash-garden.ts';

// An executor as a process of its own, for tests that kill it.
const { DATABASE_URL: connectionString, OUTSIDE_URL: outsideUrl = '' } = process.env;
const pool = new pg.Pool({ connectionString, idle_in_transaction_session_timeout: 2_000 });
pool.on('error', () => {});
pool.on('connect', (client) => client.on('error', () => {}));

const executor = new Executor({
  service: 'garden',
  ...gardenOn(new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })),
  performances: [sprinkling(outsideUrl)],
  settings: { pollMs: 20, marginMs: 500, backoff: { firstMs: 20, longestMs: 100 } },
});
executor.start();
process.on('SIGTERM', () => void executor.stop(2_000).then(() => process.exit()));
// The test holds the other end, so that no process outlives it.
process.stdin.on('end', () => process.exit()).resume();
