import { testDatabase } from '@holdfast/testkit';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { gardenMigrations } from './garden-database.ts';
import { startGarden } from './garden-process.ts';

const { owner, urls } = await testDatabase({ service: 'garden', packages: gardenMigrations });
const withoutKafka = {
  PORT: '0',
  DATABASE_URL: urls.app,
  RELAY_DATABASE_URL: urls.relay,
  KAFKA_BROKERS: '127.0.0.1:1',
};

test('a service sends nothing before it knows whether it may begin', async () => {
  await sql`insert into holdfast.outbox (message_id, topic, key, headers, payload)
            values (gen_random_uuid(), 'garden.events', 'oak', '{}', '')`.execute(owner);
  const garden = startGarden(withoutKafka);
  const saysWhy = () => garden.lines.filter(({ msg }) => String(msg).startsWith('messages wait: ')).length;
  await expect.poll(saysWhy, { timeout: 20_000 }).toBeGreaterThan(1);
  const lease = async () => (await sql`select owner, epoch from holdfast.relay_lease`.execute(owner)).rows;
  expect(await lease()).toEqual([{ owner: null, epoch: '0' }]);
  // Nor on its way out, where it sends what waits.
  garden.child.kill('SIGTERM');
  expect(await garden.ended).toEqual({ code: 0, signal: null });
  expect(await lease()).toEqual([{ owner: null, epoch: '0' }]);
});

test('a service whose tables are older than its code says what to do, and ends with 1', async () => {
  await sql`update holdfast.messaging_schema set version = 1`.execute(owner);
  const garden = startGarden(withoutKafka);
  expect(await garden.ended).toEqual({ code: 1, signal: null });
  expect(garden.stderr()).toContain('Run the migrations before the service starts');
  const said = expect.stringContaining('has migration 1 of messaging') as string;
  expect(garden.lines).toContainEqual(expect.objectContaining({ level: 'fatal', code: 'schema-too-old', msg: said }));
});
