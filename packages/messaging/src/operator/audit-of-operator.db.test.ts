import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, killAt, killsFelt } from '@holdfast/testkit';
import { sql } from 'kysely';
import { afterAll, beforeEach, describe, expect, test, type TestContext } from 'vitest';
import { emptied, messagingDatabase } from '../../test/messaging-database.ts';
import { WaterTree, wateringConsumer } from '../../test/watering.ts';
import type { OutgoingRecord } from '../broker/broker.ts';
import { MemoryBroker } from '../testing/memory-broker.ts';
import { commandOfOperator } from './command-of-operator.ts';

const database = await messagingDatabase();
const { owner } = database;
await sql`create table garden.watered (tree text)`.execute(owner);
await sql`grant select, insert on garden.watered to ${sql.id(database.roles.app)}`.execute(owner);
const logs = mkdtempSync(join(tmpdir(), 'holdfast-audit-'));
afterAll(() => rmSync(logs, { recursive: true }));

beforeEach(async () => {
  await emptied(database);
  await sql`truncate garden.watered`.execute(owner);
});

const waterTheOak = () =>
  commandOfOperator(WaterTree, { treeId: 'oak', litres: 2 }, { name: 'ann', because: 'it is dry' });
const watered = async () => (await sql<{ tree: string }>`table garden.watered`.execute(owner)).rows;
const audited = async () =>
  (
    await sql<
      Record<string, unknown>
    >`select actor, action, subject, because, message_id, details from holdfast.audit`.execute(owner)
  ).rows;
const next = async () =>
  (
    await sql<{
      next: number;
    }>`select coalesce(max(next_offset), 0)::int as next from holdfast.consumer_position`.execute(owner)
  ).rows[0]!.next;

/** The garden in this process, which is given these records. */
async function given(context: TestContext, records: readonly OutgoingRecord[]) {
  const broker = new MemoryBroker({ clusterId: 'the-one' });
  await broker.send(records);
  const consumer = wateringConsumer(database.app, broker);
  consumer.start();
  context.onTestFinished(() => consumer.stop());
  return consumer;
}

/** The garden in another process, which is killed at the point. */
function killedAt(point: string, { value, ...rest }: OutgoingRecord) {
  const log = join(logs, point);
  const kill = killAt([point], log);
  const record = JSON.stringify({ ...rest, value: Buffer.from(value).toString() });
  const program = join(import.meta.dirname, '..', '..', 'test', 'water-and-die.ts');
  const env = { ...process.env, ...kill.env, DATABASE_URL: database.urls.app, RECORD: record };
  const ended = spawnSync(process.execPath, [...kill.nodeFlags, '--conditions=@holdfast/source', program], { env });
  expect([ended.signal, String(ended.stderr)]).toEqual(['SIGKILL', '']);
  killsFelt(log);
}

describe('what an operator has had done', () => {
  test('is written down with its effect', async (context) => {
    const { id, record } = waterTheOak();
    await given(context, [record]);
    await eventually(async () => (await watered()).length > 0, { what: 'the oak is watered' });
    expect(await audited()).toEqual([
      {
        actor: 'operator:ann',
        action: 'garden.water-tree.v1',
        subject: 'oak',
        because: 'it is dry',
        message_id: id,
        details: { consumer: 'garden.watering', correlationId: id },
      },
    ]);
  });

  test('is written down once, however often it arrives', async (context) => {
    const { record } = waterTheOak();
    await given(context, [record, record, record]);
    await eventually(async () => (await next()) === 3, { what: 'all three are behind the consumer' });
    expect([await watered(), (await audited()).length]).toEqual([[{ tree: 'oak' }], 1]);
  });

  test('is not written down when the service is killed before the commit, and once when it comes again', async (context) => {
    const { record } = waterTheOak();
    killedAt('consumer.handled', record);
    expect([await watered(), await audited()]).toEqual([[], []]);
    await given(context, [record]);
    await eventually(async () => (await watered()).length > 0, { what: 'the oak is watered' });
    expect((await audited()).length).toBe(1);
  });

  test('is written down once when the service is killed after the commit and the record comes again', async (context) => {
    const { record } = waterTheOak();
    killedAt('consumer.committed', record);
    expect([await watered(), (await audited()).length]).toEqual([[{ tree: 'oak' }], 1]);
    await given(context, [record, record]);
    await eventually(async () => (await next()) === 2, { what: 'both are behind the consumer' });
    expect([await watered(), (await audited()).length]).toEqual([[{ tree: 'oak' }], 1]);
  });

  test('without a reason has no effect, and is among the dead letters', async (context) => {
    const { record } = waterTheOak();
    const { ce_because: _, ...headers } = record.headers;
    await given(context, [{ ...record, headers }]);
    await eventually(async () => (await next()) === 1, { what: 'it is behind the consumer' });
    expect([await watered(), await audited()]).toEqual([[], []]);
    const { rows } = await sql<{ error: string }>`select headers ->> 'dlt_error' as error from holdfast.outbox`.execute(
      database.owner,
    );
    expect(rows).toEqual([
      { error: expect.stringMatching(/NoCloudEvent: .* it claims an operator and gives no reason in ce_because/) },
    ]);
  });

  test('is nothing that a service does by itself', async (context) => {
    const { record } = waterTheOak();
    const { ce_because: _, ce_actor: __, ...headers } = record.headers;
    await given(context, [{ ...record, headers: { ...headers, ce_source: '/kitchen' } }]);
    await eventually(async () => (await watered()).length > 0, { what: 'the oak is watered' });
    expect(await audited()).toEqual([]);
  });
});
