import { testDatabase, type TestDatabase } from '@holdfast/testkit';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { gardenMigrations } from './garden-database.ts';
import { startGarden, type GardenProcess } from './garden-process.ts';

const database = await testDatabase({ service: 'garden', packages: gardenMigrations });
const { owner, urls } = database;

const start = (deadlineMs: number) =>
  startGarden({
    PORT: '0',
    DATABASE_URL: urls.app,
    RELAY_DATABASE_URL: urls.relay,
    KAFKA_BROKERS: '127.0.0.1:1',
    SHUTDOWN_DEADLINE_MS: String(deadlineMs),
  });

describe('a service that is told to end while a request is inside', () => {
  test('answers it, keeps what it did, and ends with 0', async () => {
    const garden = start(20_000);
    const gate = await closeGate(database);
    const slow = await plantSlowly(garden, 'oak');
    garden.child.kill('SIGTERM');
    await garden.said('shutting down');
    await expect(fetch(`${await garden.url()}/health/live`)).rejects.toThrow('fetch failed');
    await gate.open();
    expect((await slow.answer).status).toBe(202);
    expect(await garden.ended).toEqual({ code: 0, signal: null });
    expect(await owner.selectFrom('garden.plant').select('name').execute()).toEqual([{ name: 'oak' }]);
    expect(garden.lines.map(({ msg }) => msg)).toContain('messages may stay in the outbox until the next relay');
    expect(garden.lines.at(-1)).toMatchObject({ msg: 'ended, with nothing left' });
  });

  test('ends with 1 at the deadline, and says what was left', async () => {
    const garden = start(300);
    const gate = await closeGate(database);
    const slow = await plantSlowly(garden, 'elm');
    garden.child.kill('SIGTERM');
    expect(await garden.ended).toEqual({ code: 1, signal: null });
    const left = [
      'requests and messages: POST /v1/plants',
      'timers',
      'effects',
      'outbox',
      'broker',
      'http',
      'database',
    ];
    expect(garden.lines.at(-1)).toMatchObject({ level: 'error', left });
    await expect(slow.answer).rejects.toThrow('fetch failed');
    await gate.open();
    // The server undoes what nobody committed.
    expect(await owner.selectFrom('garden.plant').select('name').where('name', '=', 'elm').execute()).toEqual([]);
  });

  test('ends at once when it is told twice', async () => {
    const garden = start(600_000);
    const gate = await closeGate(database);
    const slow = await plantSlowly(garden, 'ash');
    garden.child.kill('SIGINT');
    await garden.said('shutting down');
    garden.child.kill('SIGINT');
    expect(await garden.ended).toEqual({ code: 1, signal: null });
    await expect(slow.answer).rejects.toThrow('fetch failed');
    await gate.open();
  });
});

/** Sends a request that waits at the gate, and resolves when it stands there. */
async function plantSlowly(garden: GardenProcess, name: string): Promise<{ answer: Promise<Response> }> {
  const answer = fetch(`${await garden.url()}/v1/plants`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': name },
    body: JSON.stringify({ name, slowly: true }),
  });
  answer.catch(() => undefined);
  await expect.poll(waitingAtGate, { timeout: 20_000 }).toBe(1);
  return { answer };
}

async function waitingAtGate(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_locks join pg_database d on d.oid = database
     where locktype = 'advisory' and not granted and datname = current_database()`.execute(owner);
  return rows[0]!.count;
}

/** Holds the gate that slow requests pass, in a transaction of its own. */
async function closeGate({ app }: TestDatabase<unknown>): Promise<{ open: () => Promise<void> }> {
  const [closed, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = app.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(4711)`.execute(trx);
    closed.resolve();
    await opened.promise;
  });
  await Promise.race([closed.promise, holding]);
  return { open: () => (opened.resolve(), holding) };
}
