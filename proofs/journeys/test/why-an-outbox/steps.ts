import { createOutbox, type Broker } from '@holdfast/messaging';
import { sql, type Transaction } from 'kysely';
import { brokerAt, databaseAt, relayOn, surroundingsIn } from './surroundings.ts';

// What the programs of this folder are made of: a table, a topic, and a death.

const { databaseUrl, relayDatabaseUrl, kafka } = surroundingsIn(process.env);
const broker = brokerAt(kafka);
const relayDatabase = databaseAt(relayDatabaseUrl);
export const database = databaseAt(databaseUrl);
export const outbox = createOutbox({ service: 'orders' });
export const relaySettings = relayOn(relayDatabase, broker);

/** Nothing listens on this port, so every send fails. */
export const brokerThatIsAway = brokerAt({ ...kafka, brokers: ['127.0.0.1:1'] });

/** BEGIN, what `body` does, COMMIT. */
export function transaction(body: (trx: Transaction<unknown>) => Promise<void>): Promise<void> {
  return database.transaction().execute(body);
}

export async function storeOrder(trx: Transaction<unknown>, orderId: string): Promise<void> {
  await sql`insert into placed_order (order_id) values (${orderId})`.execute(trx);
}

/** Resolves when the broker has stored it on every replica. */
export async function announce(orderId: string, to: Broker = broker): Promise<void> {
  const value = Buffer.from(JSON.stringify({ orderId }));
  await to.send([{ topic: 'orders.events', key: orderId, headers: {}, value }], {
    timeoutMs: to === broker ? 10_000 : 200,
  });
}

/** No last word: not `finally`, not a signal handler, not the next line. */
export function dieHere(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** What a restart, a failover or a full disk does to every open transaction. */
export async function databaseRestarts(): Promise<void> {
  await sql`
    select pg_terminate_backend(pid, 5000) from pg_stat_activity
     where usename = current_user and datname = current_database() and pid <> pg_backend_pid()`.execute(database);
}

export interface OrderStore {
  add(orderId: string): Promise<void>;
}

export function orderStore(trx: Transaction<unknown>): OrderStore {
  return { add: (orderId) => storeOrder(trx, orderId) };
}

/** A program that ends in order. */
export async function end(): Promise<void> {
  await Promise.all([broker.close(), brokerThatIsAway.close(), database.destroy(), relayDatabase.destroy()]);
}
