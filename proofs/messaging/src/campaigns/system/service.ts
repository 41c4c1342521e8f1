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
  type Handler,
} from '@holdfast/messaging';
import { createEngine, type Scope } from '@holdfast/work';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { GrowthNoted, TreeGrew } from './garden.ts';
import { Growing } from './growing.ts';
import { notesOn, type Notes, type Step } from './notes.ts';
import { settingsIn } from './service-settings.ts';
import { isTrouble, kindOf } from './trees.ts';

// One process of a service, which a campaign kills and freezes. The garden grows its trees and tells of each step; the
// library notes each step, one by one, and tells of that; the garden notes what the library told, many at once.

const { service, relay: relayKind, databaseUrl, relayDatabaseUrl, kafka, trees, rotateMs } = settingsIn(process.env);
type NotesScope = Scope<{ notes: Notes }>;

const broker = kafkajsBroker({ ...kafka, clientId: service, sessionTimeoutMs: 6_000 });
const app = handle(databaseUrl);
const relayHandle = handle(relayDatabaseUrl);
const isTicked = relayKind === 'ticked';
const relay = new Relay({
  service,
  store: isTicked ? postgresTickStore(relayHandle, { everyMs: rotateMs }) : postgresRelayStore(relayHandle),
  broker,
  settings: { leaseMs: 3_000, sendMs: 2_000 },
});
const engine = createEngine({
  service,
  database: app,
  parts: (trx) => ({ notes: notesOn(trx) }),
  outbox: createOutbox({
    service,
    wake: () => relay.wake(),
    table: isTicked ? 'holdfast.outbox_event' : 'holdfast.outbox',
  }),
});
const handlers: Record<typeof service, Handler> = {
  library: { consumer: 'library.diary', need: TreeGrew, run: noteGrowth },
  garden: { consumer: 'garden.echo', need: GrowthNoted, run: noteEcho, isForBatches: true },
};
const handler = handlers[service];
const consumer = new Consumer({
  name: handler.consumer,
  handlers: [handler],
  engine,
  store: postgresConsumerStore(app),
  broker,
  settings: { retry: { firstMs: 200, longestMs: 2_000 }, lookMs: 200 },
});
const growing = service === 'garden' ? new Growing(engine, trees, () => relay.health().oldestAgeMs ?? 0) : undefined;

process.on('SIGTERM', () => void end());
// The campaign holds the other end, so that no process outlives it.
process.stdin.on('end', () => process.exit()).resume();
relay.start();
consumer.start();
growing?.start();

async function noteGrowth(step: Step, { notes, publish }: NotesScope): Promise<void> {
  const { treeId, number } = step;
  if (kindOf(treeId) !== 'huge' && isTrouble(treeId, number) && !(await notes.isCured(step))) {
    throw kindOf(treeId) === 'sick' ? new Retryable('the tree is sick') : new Fatal('the tree is doomed');
  }
  await notes.note([step]);
  publish(GrowthNoted, { treeId, number });
}

function noteEcho(steps: readonly Step[], { notes }: NotesScope): Promise<void> {
  return notes.note(steps);
}

function handle(connectionString: string): Kysely<unknown> {
  // A frozen process must not hold the locks of its open transaction for ever.
  const limits = { connectionTimeoutMillis: 2_000, idle_in_transaction_session_timeout: 3_000 };
  const pool = new pg.Pool({ connectionString, ...limits });
  pool.on('error', () => {});
  // A client that is in use and has no query under way tells of a lost connection by itself, and ends the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  return new Kysely({ dialect: new PostgresDialect({ pool }) });
}

async function end(): Promise<void> {
  await growing?.stop();
  await consumer.stop();
  await relay.flush(2_000);
  await relay.stop();
  process.exit();
}
