import { setTimeout as pause } from 'node:timers/promises';
import { eventually, seeded } from '@holdfast/testkit';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import type { OutboxTable } from '../../src/outbox/outbox-table.ts';
import { postgresRelayStore } from '../../src/relay/postgres-relay-store.ts';
import { Relay } from '../../src/relay/relay.ts';
import type { RelayStore } from '../../src/relay/relay-store.ts';
import { MemoryBroker } from '../../src/testing/memory-broker.ts';
import { postgresTickStore } from '../../src/tick/postgres-tick-store.ts';
import { emptied, messagingDatabase } from '../messaging-database.ts';
import { Forest } from '../writers/forest.ts';
import { expectAllTold, isEmpty } from '../writers/told.ts';

const database = await messagingDatabase();
const chance = seeded('from one outbox to the other and back');
const settings = { leaseMs: 1_000, sendMs: 500, batchSize: 5, pollMs: 5, backoff: { firstMs: 1, longestMs: 20 } };
const phaseMs = 300;

const simple: RelayKind = () => postgresRelayStore(database.relay);
const ticked: RelayKind = () => postgresTickStore(database.relay, { everyMs: 40 });
const rows = 'holdfast.outbox';
const ticks = 'holdfast.outbox_event';

// On the way there the relays are first, on the way back the writers.
const phases: readonly { what: string; relays: readonly RelayKind[]; writers: readonly OutboxTable[] }[] = [
  { what: 'before', relays: [simple, simple], writers: [rows, rows] },
  { what: 'the first relay is new', relays: [simple, ticked], writers: [rows, rows] },
  { what: 'both are', relays: [ticked, ticked], writers: [rows, rows] },
  { what: 'the first instances are', relays: [ticked, ticked], writers: [rows, ticks] },
  { what: 'all are', relays: [ticked, ticked], writers: [ticks, ticks] },
  { what: 'the first instances go back', relays: [ticked, ticked], writers: [ticks, rows] },
  { what: 'all have gone back', relays: [ticked, ticked], writers: [rows, rows] },
  { what: 'the first relay goes back', relays: [ticked, simple], writers: [rows, rows] },
  { what: 'both have', relays: [simple, simple], writers: [rows, rows] },
];

test('a service goes over to the outbox of ticks and back while it runs, and nothing is lost or overtaken', async () => {
  await emptied(database);
  const broker = new MemoryBroker({ partitions: 1 });
  const world = new SwitchedWorld(broker);
  onTestFinished(() => world.stop());
  await world.plant();
  for (const phase of phases) await world.go(phase);
  await world.stopWriters();
  await eventually(() => isEmpty(database), { what: 'everything is sent', withinMs: 20_000 });
  expect(expectAllTold(broker, await world.versions())).toBeGreaterThan(100);
});

/** Two relays and two instances of a service, each of which is replaced when a phase has another one in its place. */
class SwitchedWorld {
  readonly #broker: MemoryBroker;
  readonly #relays: { kind: RelayKind; relay: Relay }[] = [];
  readonly #writers: { table: OutboxTable; stop: () => Promise<void> }[] = [];
  #leases: ReturnType<typeof losingLeases> | undefined;

  constructor(broker: MemoryBroker) {
    this.#broker = broker;
  }

  plant = () => forestOf(rows).plant();
  versions = () => forestOf(rows).versions();

  async go({ relays, writers }: (typeof phases)[number]): Promise<void> {
    this.#leases ??= losingLeases();
    for (const [n, kind] of relays.entries()) await this.#replaceRelay(n, kind);
    for (const [n, table] of writers.entries()) await this.#replaceWriter(n, table);
    await pause(phaseMs);
  }

  async stopWriters(): Promise<void> {
    await Promise.all(this.#writers.splice(0).map(({ stop }) => stop()));
  }

  async stop(): Promise<void> {
    await this.stopWriters();
    await this.#leases?.stop();
    await Promise.all(this.#relays.splice(0).map(({ relay }) => relay.stop()));
  }

  async #replaceRelay(n: number, kind: RelayKind): Promise<void> {
    const old = this.#relays[n];
    if (old?.kind === kind) return;
    // The old one ends where it happens to be: what it has taken over and not sent is left to the other one.
    await old?.relay.stop();
    const relay = new Relay({ service: 'garden', store: kind(), broker: this.#broker, settings });
    relay.start();
    this.#relays[n] = { kind, relay };
  }

  async #replaceWriter(n: number, table: OutboxTable): Promise<void> {
    const old = this.#writers[n];
    if (old?.table === table) return;
    // An instance ends its transactions before it is replaced.
    await old?.stop();
    const until = new AbortController();
    const growing = Promise.all(Array.from({ length: 4 }, () => forestOf(table).grow(until.signal)));
    const stop = async () => {
      until.abort();
      await growing;
    };
    this.#writers[n] = { table, stop };
  }
}

/** Lets the lease run out again and again, while whoever has it goes on sending. */
function losingLeases(): { stop: () => Promise<void> } {
  const until = new AbortController();
  const losing = (async () => {
    while (!until.signal.aborted) {
      await pause(chance.integer(20, 150));
      await sql`update holdfast.relay_lease set lease_until = clock_timestamp()`.execute(database.owner);
    }
  })();
  const stop = async () => {
    until.abort();
    await losing;
  };
  return { stop };
}

function forestOf(table: OutboxTable): Forest {
  return new Forest(database, { tables: [table], chance, trees: 12 });
}

type RelayKind = () => RelayStore;
