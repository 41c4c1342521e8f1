import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kafkajsBroker, type Broker } from '@holdfast/messaging';
import { durableServers, eventually, killAt, killsFelt, openTestDatabase, testTopics } from '@holdfast/testkit';
import type { KillAt, TestDatabase, TestTopics } from '@holdfast/testkit';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import { ForeignApp } from './foreign-app.ts';

const source = readFileSync(new URL('../src/main.ts', import.meta.url), 'utf8');

test('messaging is wired in twenty lines or fewer', () => {
  const [, wiring = ''] = /\/\/ #region wiring\n(.*?)\n\/\/ #endregion/s.exec(source) ?? [];
  const lines = wiring.split('\n').length;
  expect(lines).toBeGreaterThan(5);
  expect(lines).toBeLessThanOrEqual(20);
});

describe('an app elsewhere, which has installed the packages', () => {
  let app: ForeignApp;
  let database: TestDatabase<unknown>;
  const running: ChildProcess[] = [];

  beforeAll(async () => {
    app = await ForeignApp.install();
    database = await openTestDatabase(await durableServers(), { service: 'library' });
    const job = program('migrate', {
      OWNER_DATABASE_URL: database.urls.owner,
      APP_ROLE: database.roles.app,
      RELAY_ROLE: database.roles.relay,
    });
    const [code] = await once(job, 'exit');
    if (code !== 0) throw new Error(`the migrations ended with ${String(code)}`);
  }, 240_000);

  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    await database?.drop();
    app?.remove();
  });

  const program = (name: string, env: Record<string, string>, { args = [], kill }: Wish = {}) => {
    const child = spawn(process.execPath, [...(kill?.nodeFlags ?? []), app.program(name), ...args], {
      cwd: app.folder,
      env: { ...process.env, ...env, ...kill?.env },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    running.push(child);
    return child;
  };
  const lend = (topics: TestTopics, book: string, kill?: KillAt) => {
    const kafka = kafkaOf(topics);
    const env = {
      DATABASE_URL: database.urls.app,
      RELAY_DATABASE_URL: database.urls.relay,
      KAFKA: JSON.stringify(kafka),
    };
    return program('main', env, { args: [book], ...(kill && { kill }) });
  };
  const count = async (table: string, where = sql`true`) => {
    const { rows } = await sql<{
      n: number;
    }>`select count(*)::int as n from ${sql.table(table)} where ${where}`.execute(database.owner);
    return rows[0]!.n;
  };
  const reminders = (book: string) => count('library.reminder', sql`book = ${book}`);
  /** Whether every record, repeats among them, is behind the consumer. */
  const isQuiet = async (broker: Broker) => {
    const { rows } = await sql<{ read: number }>`
      select coalesce(sum(next_offset), 0)::int as read from holdfast.consumer_position`.execute(database.owner);
    const ranges = await Promise.all(
      [0, 1, 2].map((partition) => broker.range({ topic: 'library.events', partition })),
    );
    return rows[0]!.read === ranges.reduce((sum, { next }) => sum + Number(next), 0);
  };

  test.for(['work.committed', 'relay.acked', 'consumer.handled', 'consumer.committed'])(
    'has the effect of a message once when it is killed at %s',
    async (point, context: TestContext) => {
      const topics = await testTopics(context, { topics: ['library.events'], namespace: database.namespace });
      const [book, log] = [`a book about ${point}`, join(app.folder, `${point}.log`)];
      const killed = lend(topics, book, killAt([point], log));
      expect(await once(killed, 'exit')).toEqual([null, 'SIGKILL']);
      expect(killsFelt(log)).toEqual({ [point]: 1 });
      const again = lend(topics, book);
      const broker = kafkajsBroker({ ...kafkaOf(topics), clientId: 'a test' });
      context.onTestFinished(() => broker.close());
      await eventually(
        async () => (await reminders(book)) > 0 && (await count('holdfast.outbox')) === 0 && (await isQuiet(broker)),
        { what: 'somebody is reminded, and nothing is on its way', withinMs: 60_000 },
      );
      again.kill('SIGTERM');
      await once(again, 'exit');
      expect(await reminders(book)).toBe(1);
    },
  );
});

function kafkaOf({ brokers, namespace, login }: TestTopics) {
  return { brokers, namespace, ...(login && { sasl: login }), sessionTimeoutMs: 3_000 };
}

interface Wish {
  readonly args?: readonly string[];
  readonly kill?: KillAt;
}
