import { setTimeout as pause } from 'node:timers/promises';
import { eventually, openTestDatabase, ownServers, seeded } from '@holdfast/testkit';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { acceptRestored } from '../../src/operator/outbox-operations.ts';
import { Relay } from '../../src/relay/relay.ts';
import { MemoryBroker } from '../../src/testing/memory-broker.ts';
import { messagingMigrations, type MessagingDatabase } from '../messaging-database.ts';
import { Forest } from '../writers/forest.ts';
import { expectAllTold, expectNoGhosts, isEmpty } from '../writers/told.ts';
import { bothOutboxes, type OneOutbox } from './both-outboxes.ts';
import { deafen, promote, startStandby } from './standby.ts';

const chance = seeded('writers, relays and a standby that takes over');
const settings = { leaseMs: 1_000, sendMs: 500, batchSize: 20, pollMs: 5, backoff: { firstMs: 5, longestMs: 50 } };

test('nothing is sent that a synchronous standby does not have, and it goes on where the primary was killed', async () => {
  const primary = await ownServers({ kafka: 'none' });
  const databases = await Promise.all(bothOutboxes.map(() => databaseOn(primary)));
  const standby = await startStandby(primary);
  const worlds = bothOutboxes.map((outbox, n) => new World(outbox, databases[n]!));
  await Promise.all(worlds.map((world) => world.begin()));
  const deaf = await deafen(standby);
  const committed = await Promise.all(worlds.map((world) => world.goOn()));
  await primary.fault.killPostgres();
  await promote(standby, deaf);
  for (const [n, world] of worlds.entries())
    expect(await world.moveTo(standby.postgres.adminUrl)).toBeLessThan(committed[n]!);
});

async function databaseOn(servers: Awaited<ReturnType<typeof ownServers>>): Promise<MessagingDatabase> {
  const database = await openTestDatabase(servers, { service: 'garden', packages: messagingMigrations() });
  // Nobody's COMMIT waits for the disk or for the standby, unless it says so itself.
  await sql.raw(`alter database ${database.name} set synchronous_commit = off`).execute(database.owner);
  return database;
}

/** Writers, a relay and what it has sent, on one database that moves to another server. */
class World {
  readonly #outbox: OneOutbox;
  readonly #broker = new MemoryBroker({ partitions: 1 });
  readonly #growing = new AbortController();
  #database: MessagingDatabase;
  #relay: Relay | undefined;
  #writers: Promise<unknown> | undefined;

  constructor(outbox: OneOutbox, database: MessagingDatabase) {
    this.#outbox = outbox;
    this.#database = database;
  }

  /** Until something was sent, and more is on its way. */
  async begin(): Promise<void> {
    const forest = this.#forest();
    await forest.plant();
    this.#startRelay();
    const { signal } = this.#growing;
    const growThrough = async () => {
      while (!signal.aborted) await forest.grow(signal).catch(() => pause(20));
    };
    this.#writers = Promise.all(Array.from({ length: 4 }, growThrough));
    await eventually(() => this.#broker.records('garden.events').length > 150, { what: 'something is sent' });
  }

  /** Until much more is committed, although nobody else hears of it. Answers how many versions there are. */
  async goOn(): Promise<number> {
    const before = sumOf(await this.#forest().versions());
    const versions = async () => sumOf(await this.#forest().versions());
    return eventually(versions, { what: 'more is committed', until: (sum) => sum > before + 50 });
  }

  /** Sees that nothing was sent that is not there, and goes on there. Answers how many versions are there. */
  async moveTo(adminUrl: string): Promise<number> {
    this.#growing.abort();
    await this.#writers;
    await this.#relay?.stop();
    this.#database = movedTo(this.#database, adminUrl);
    const { owner } = this.#database;
    const kept = await this.#forest().versions();
    expectNoGhosts(this.#broker, kept);
    // It is another database for the relay, until a person has seen it.
    this.#startRelay();
    await eventually(() => this.#relay!.health().error?.includes('standby promoted'), { what: 'the relay refuses' });
    await acceptRestored(owner, {
      service: 'garden',
      operator: { name: 'robin', because: 'the standby was promoted' },
    });
    await this.#forest().grow(AbortSignal.timeout(300));
    await eventually(() => isEmpty(this.#database), { what: 'everything is sent', withinMs: 20_000 });
    expectAllTold(this.#broker, await this.#forest().versions());
    return sumOf(kept);
  }

  #startRelay(): void {
    const store = this.#outbox.store(this.#database.relay);
    const relay = new Relay({ service: 'garden', store, broker: this.#broker, settings });
    onTestFinished(() => relay.stop());
    relay.start();
    this.#relay = relay;
  }

  #forest(): Forest {
    return new Forest(this.#database, { tables: [this.#outbox.table], chance, trees: 12 });
  }
}

function sumOf(versions: ReadonlyMap<string, number>): number {
  return [...versions.values()].reduce((sum, version) => sum + version, 0);
}

/** The same database and roles, on another server. */
function movedTo(database: MessagingDatabase, adminUrl: string): MessagingDatabase {
  const { port } = new URL(adminUrl);
  const [owner, app, relay] = [database.urls.owner, database.urls.app, database.urls.relay].map((given) => {
    const url = new URL(given);
    url.port = port;
    const pool = new pg.Pool({ connectionString: url.href });
    pool.on('error', () => undefined);
    const handle = new Kysely({ dialect: new PostgresDialect({ pool }) });
    onTestFinished(() => handle.destroy());
    return handle;
  });
  return { ...database, owner, app, relay } as MessagingDatabase;
}
