import { createEngine, type Scope, type WorkEngine } from '@holdfast/work';
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import {
  Consumer,
  createOutbox,
  Fatal,
  kafkajsBroker,
  postgresConsumerStore,
  postgresRelayStore,
  postgresTickStore,
  Relay,
  Retryable,
  type RelayStore,
} from '../../src/index.ts';
import { Growth, GrowthNoted, TreeGrew } from '../garden.ts';
import { settingsIn } from './program-settings.ts';
import { withPointInSend } from './sending-point.ts';
import { kindOf, troubleAt } from './trees.ts';

// A service as a process of its own, for tests that kill it. The garden grows its trees one step at a time and tells of
// each step; the library notes each step and tells of that; the garden notes what the library told. The second step of some
// trees is trouble: see `Kind`.

const { service, outbox, databaseUrl, relayDatabaseUrl, kafka } = settingsIn(process.env);
const broker = withPointInSend(kafkajsBroker({ ...kafka, clientId: service, sessionTimeoutMs: 3_000 }), service);
const app = handle(databaseUrl);
const relay = new Relay({
  service,
  store: relayStore(handle(relayDatabaseUrl)),
  broker,
  // Small batches, so that there are several turns to be killed in.
  settings: { leaseMs: 1_500, sendMs: 1_000, batchSize: 4 },
});
const engine = createEngine({
  service,
  database: app,
  parts: (trx) => ({ notes: notesOn(trx) }),
  outbox: createOutbox({ service, table: outbox, wake: () => relay.wake() }),
});
const consumer = service === 'garden' ? echo() : diary();
let isEnding = false;

relay.start();
consumer.start();
process.on('SIGTERM', () => void end());
// The test holds the other end, so that no process outlives it.
process.stdin.on('end', () => process.exit()).resume();
if (service === 'garden') await Promise.all([1, 2, 3, 4].map(() => grow()));

function relayStore(database: Kysely<unknown>): RelayStore {
  // So often that processes are killed and frozen around it.
  return outbox === 'holdfast.outbox' ? postgresRelayStore(database) : postgresTickStore(database, { everyMs: 200 });
}

function diary(): Consumer {
  return consuming('library.diary', Growth, async ({ treeId, number }, { notes, publish }) => {
    await digest({ treeId, number }, notes);
    await notes.note(treeId, number);
    publish(GrowthNoted, { treeId, number });
  });
}

function echo(): Consumer {
  return consuming('garden.echo', GrowthNoted, ({ treeId, number }, { notes }) => notes.note(treeId, number));
}

type NotesScope = Scope<{ notes: Notes }>;

function consuming(
  name: string,
  need: typeof Growth | typeof GrowthNoted,
  run: (data: { treeId: string; number: number }, scope: NotesScope) => Promise<void>,
): Consumer {
  return new Consumer({
    name,
    handlers: [{ consumer: name, need, run }],
    engine,
    store: postgresConsumerStore(app, { outboxTable: outbox }),
    broker,
    // Two messages share a transaction, so that there are several to be killed in.
    settings: { batch: { records: 2, bytes: 1_000_000 }, retry: { firstMs: 20, longestMs: 200 }, lookMs: 100 },
  });
}

/** Fails on the second step of some trees, for as long as nobody has cured them. */
async function digest({ treeId, number }: { treeId: string; number: number }, notes: Notes): Promise<void> {
  const kind = kindOf(treeId);
  if (number !== troubleAt || (kind !== 'sick' && kind !== 'doomed') || (await notes.isCured(treeId))) return;
  throw kind === 'sick' ? new Retryable('the tree is sick') : new Fatal('the tree is doomed');
}

/** Lets trees grow until they are as high as they shall be, and waits for new ones. */
async function grow(): Promise<void> {
  while (!isEnding) {
    const grown = await growOne(engine).catch((error: unknown) => console.error(error));
    if (!grown) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function growOne(work: WorkEngine<NotesScope>): Promise<boolean> {
  const call = { actor: work.anonymous, correlationId: 'growth', traceparent: '' };
  return work.transact(call, async ({ trx, scope }) => {
    const { rows } = await sql<{ tree_id: string; grown: number }>`
      update tree set grown = grown + 1
       where tree_id = (select tree_id from tree where grown < wanted order by random() limit 1) and grown < wanted
      returning tree_id, grown`.execute(trx);
    for (const { tree_id: treeId, grown } of rows) {
      const note = kindOf(treeId) === 'huge' && grown === troubleAt ? 'x'.repeat(1_200_000) : '';
      scope.publish(TreeGrew, { treeId, number: grown, note });
    }
    return rows.length > 0;
  });
}

/** Where effects are written, without any key that would hide a second one. */
interface Notes {
  note(treeId: string, number: number): Promise<void>;
  isCured(treeId: string): Promise<boolean>;
}

function notesOn(trx: Transaction<unknown>): Notes {
  return {
    note: async (treeId, number) => {
      await sql`insert into note (tree_id, number) values (${treeId}, ${number})`.execute(trx);
    },
    isCured: async (treeId) => {
      const { rows } = await sql`select from cure where tree_id = ${treeId}`.execute(trx);
      return rows.length > 0;
    },
  };
}

function handle(connectionString: string): Kysely<unknown> {
  // A frozen process must not hold the locks of its open transaction for ever.
  const limits = { connectionTimeoutMillis: 2_000, idle_in_transaction_session_timeout: 2_000 };
  const pool = new pg.Pool({ connectionString, ...limits });
  pool.on('error', () => {});
  // A client that is in use and has no query under way tells of a lost connection by itself, and ends the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  return new Kysely({ dialect: new PostgresDialect({ pool }) });
}

async function end(): Promise<void> {
  isEnding = true;
  await consumer.stop();
  await relay.flush(2_000);
  await relay.stop();
  process.exit();
}
