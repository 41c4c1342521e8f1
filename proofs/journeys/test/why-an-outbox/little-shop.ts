import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Relay } from '@holdfast/messaging';
import { migrationsOf } from '@holdfast/migrations';
import { eventually, killAt, killsFelt, testDatabase, testTopics, type KillAt } from '@holdfast/testkit';
import { sql } from 'kysely';
import { afterAll, type TestContext } from 'vitest';
import { announcements, type Announcement } from './announcements.ts';
import { brokerAt, databaseAt, environmentOf, relayOn, type Surroundings } from './surroundings.ts';

/** The database of a shop, migrated, with one table for its orders. */
export async function littleShop(): Promise<LittleShop> {
  const packages = ['@holdfast/work', '@holdfast/messaging'].map((name) => migrationsOf(name, import.meta.dirname));
  const { owner, urls } = await testDatabase({ service: 'orders', packages });
  await sql`create table orders.placed_order (order_id text primary key)`.execute(owner);
  const shop = new LittleShop(urls);
  afterAll(() => shop.close());
  return shop;
}

/** Runs the programs beside this file against real servers, and reads afterwards what is stored and what was announced. */
class LittleShop {
  readonly #urls: { readonly owner: string; readonly app: string; readonly relay: string };
  readonly #owner;
  readonly #relay;
  #surroundings: Surroundings | undefined;

  constructor(urls: { readonly owner: string; readonly app: string; readonly relay: string }) {
    this.#urls = urls;
    this.#owner = databaseAt(urls.owner);
    this.#relay = databaseAt(urls.relay);
  }

  /** A new day: no orders, nothing to send and nobody who sends, a topic without a record. */
  async opens(context: Pick<TestContext, 'skip' | 'onTestFinished'>): Promise<void> {
    const topics = await testTopics(context, { topics: ['orders.events'], partitions: 1 });
    await sql`truncate orders.placed_order, holdfast.outbox`.execute(this.#owner);
    await sql`update holdfast.relay_lease set owner = null, lease_until = '-infinity'`.execute(this.#owner);
    const kafka = {
      brokers: topics.brokers,
      namespace: topics.namespace,
      ...(topics.login && { sasl: topics.login }),
    };
    this.#surroundings = { databaseUrl: this.#urls.app, relayDatabaseUrl: this.#urls.relay, kafka };
  }

  /** Runs a program that must be killed on its way: in its own code, or at a point of the platform. */
  async dies(program: string, { at }: { at?: string } = {}): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'why-an-outbox-'));
    const log = join(folder, 'kills');
    try {
      const { signal, said } = await this.#run(program, at === undefined ? undefined : killAt([at], log));
      if (signal !== 'SIGKILL') throw new Error(`${program} was to be killed, and ended by itself: ${said}`);
      if (at !== undefined) killsFelt(log);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** Runs a program that ends by itself, and gives what it said. */
  async runs(program: string): Promise<string> {
    const { code, said } = await this.#run(program);
    if (code !== 0) throw new Error(`${program} ended with ${code}: ${said}`);
    return said;
  }

  /** What the next process of the shop does first: it looks for what is still to be sent. */
  async comesBack(): Promise<void> {
    const broker = brokerAt(this.#around.kafka);
    const relay = new Relay(relayOn(this.#relay, broker));
    const left = () => sql<{ id: string }>`select id from holdfast.outbox`.execute(this.#owner);
    await eventually(async () => (await relay.flush(5_000)) === 'empty' && (await left()).rows.length === 0, {
      what: 'the outbox is empty',
      withinMs: 20_000,
    });
    await relay.stop();
    await broker.close();
  }

  /** The orders that are stored, and those that everybody was told of. */
  async books(): Promise<{ orders: string[]; announced: string[] }> {
    const { rows } = await sql<{ id: string }>`select order_id as id from orders.placed_order order by 1`.execute(
      this.#owner,
    );
    return { orders: rows.map(({ id }) => id), announced: (await this.#announced()).map(({ orderId }) => orderId) };
  }

  /** The id under which each announcement was made. */
  async messageIds(): Promise<string[]> {
    return (await this.#announced()).map(({ messageId }) => messageId);
  }

  async close(): Promise<void> {
    await Promise.all([this.#owner.destroy(), this.#relay.destroy()]);
  }

  async #announced(): Promise<Announcement[]> {
    const broker = brokerAt(this.#around.kafka);
    try {
      return await announcements(broker);
    } finally {
      await broker.close();
    }
  }

  get #around(): Surroundings {
    if (!this.#surroundings) throw new Error('the shop has not been opened');
    return this.#surroundings;
  }

  async #run(program: string, kill?: KillAt): Promise<Ended> {
    const file = fileURLToPath(new URL(program, import.meta.url));
    const flags = ['--conditions=@holdfast/source', ...(kill?.nodeFlags ?? [])];
    const child = spawn(process.execPath, [...flags, file], {
      env: { ...process.env, ...environmentOf(this.#around), ...kill?.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [[code, signal], ...said] = await Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
    return { code: code as number | null, signal: signal as NodeJS.Signals | null, said: said.join('') };
  }
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly said: string;
}
