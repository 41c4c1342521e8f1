import { setTimeout as pause } from 'node:timers/promises';
import { eventually, openTestDatabase, ownServers, seeded } from '@holdfast/testkit';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { Relay } from '../../src/relay/relay.ts';
import { MemoryBroker } from '../../src/testing/memory-broker.ts';
import { emptied, messagingMigrations, type MessagingDatabase } from '../messaging-database.ts';
import { Forest } from '../writers/forest.ts';
import { expectAllTold, expectNoGhosts, firstCopies, isEmpty } from '../writers/told.ts';
import { bothOutboxes, type OneOutbox } from './both-outboxes.ts';

const servers = await ownServers({ kafka: 'none' });
const chance = seeded('writers, relays and a server that crashes');
const settings = { leaseMs: 1_000, sendMs: 500, batchSize: 20, pollMs: 5, backoff: { firstMs: 5, longestMs: 50 } };
/** How many crashes have to take something back that somebody was told is committed. Not each of them does. */
const felt = 2;
const mostCrashes = 20;

let database: MessagingDatabase;
let broker: MemoryBroker;

beforeAll(async () => {
  database = await openTestDatabase(servers, { service: 'garden', packages: messagingMigrations() });
  const admin = new pg.Client({ connectionString: servers.postgres.adminUrl });
  await admin.connect();
  // Nobody's COMMIT waits for the disk, and what is committed gets there late: a crash takes back a lot.
  await admin.query(`alter database ${database.name} set synchronous_commit = off`);
  await admin.query(`alter system set wal_writer_delay = '10s'`);
  await admin.query(`alter system set max_prepared_transactions = 10`);
  await admin.end();
  await crashed();
});
afterAll(() => database.drop());

beforeEach(async () => {
  await emptied(database);
  broker = new MemoryBroker({ partitions: 1 });
});

test.each(bothOutboxes)(
  'an outbox $what sends nothing that a crash of the server takes back, and loses nothing that it does not',
  async (outbox) => {
    const forest = new Forest(database, { tables: [outbox.table], chance, trees: 12 });
    await forest.plant();
    const stop = startRelays(outbox);
    const lost: number[] = [];
    for (let n = 1; lost.filter((count) => count > 0).length < felt && n <= mostCrashes; n += 1) {
      const before = await crashUnder(forest);
      const after = await forest.versions();
      expectNoGhosts(broker, after);
      lost.push(before - sumOf(after));
    }
    await eventually(() => isEmpty(database), { what: 'everything is sent', withinMs: 30_000 });
    await stop();
    console.log(`versions that the crashes took back: ${lost.join(', ')}`);
    expectAllTold(broker, await forest.versions());
    expect(lost.filter((count) => count > 0).length).toBe(felt);
  },
);

test.each(bothOutboxes)(
  'an outbox $what goes on beside a prepared transaction that was left open, through a crash, and sends it when it is committed',
  async (outbox) => {
    const forest = new Forest(database, { tables: [outbox.table], chance, trees: 12 });
    await forest.plant();
    await prepare('left-open', outbox);
    const stop = startRelays(outbox);
    await crashUnder(forest);
    await crashUnder(forest);
    await eventually(() => isEmpty(database), { what: 'everything else is sent', withinMs: 30_000 });
    expectAllTold(broker, await forest.versions());
    await onConnection((client) => client.query(`commit prepared 'left-open'`));
    await eventually(() => firstCopies(broker)['oak'], { what: 'what was prepared is sent' });
    await stop();
    expect(expectAllTold(broker, await forest.versions())).toBeGreaterThan(100);
  },
);

function startRelays({ store }: OneOutbox): () => Promise<void> {
  const relays = [1, 2].map(() => new Relay({ service: 'garden', store: store(database.relay), broker, settings }));
  for (const relay of relays) relay.start();
  const stop = async () => void (await Promise.all(relays.map((relay) => relay.stop())));
  onTestFinished(stop);
  return stop;
}

/** Crashes the server while much is written and sent. Answers how many versions of trees were committed before, at least. */
async function crashUnder(forest: Forest): Promise<number> {
  const growing = new AbortController();
  const sent = broker.records('garden.events').length;
  const writers = Array.from({ length: 6 }, () => growThrough(forest, growing.signal));
  await eventually(() => broker.records('garden.events').length > sent + 100, { what: 'something is sent' });
  const committed = sumOf(await forest.versions());
  growing.abort();
  await crashed();
  await Promise.all(writers);
  return committed;
}

async function growThrough(forest: Forest, until: AbortSignal): Promise<void> {
  while (!until.aborted) await forest.grow(until).catch(() => pause(20));
}

/** Kills the server and starts it again. */
async function crashed(): Promise<void> {
  await servers.fault.killPostgres();
  await servers.fault.startPostgres();
  await eventually(() => isEmpty(database).then(() => true), { what: 'the server answers', withinMs: 30_000 });
}

async function prepare(name: string, { table }: OneOutbox): Promise<void> {
  await onConnection(async (client) => {
    await client.query('begin');
    await client.query(`insert into garden.tree values ('oak', 1)`);
    await client.query(
      `insert into ${table} (message_id, topic, key, headers, payload)
       values (gen_random_uuid(), 'garden.events', 'oak', '{}', '1')`,
    );
    await client.query(`prepare transaction '${name}'`);
  });
}

async function onConnection(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: database.urls.app });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function sumOf(versions: ReadonlyMap<string, number>): number {
  return [...versions.values()].reduce((sum, version) => sum + version, 0);
}
