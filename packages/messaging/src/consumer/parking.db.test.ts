import { createEngine, type AnyTransaction } from '@holdfast/work';
import { eventually } from '@holdfast/testkit';
import { sql } from 'kysely';
import { beforeEach, describe, expect, test, type TestContext } from 'vitest';
import { Growth, grew } from '../../test/garden.ts';
import { emptied, messagingDatabase } from '../../test/messaging-database.ts';
import { createOutbox } from '../outbox/create-outbox.ts';
import { MemoryBroker } from '../testing/memory-broker.ts';
import { Consumer } from './consumer.ts';
import { Fatal } from './failures.ts';
import { postgresConsumerStore } from './postgres-consumer-store.ts';

const name = 'garden.diary';
const database = await messagingDatabase();
await sql`create table garden.note (id bigint generated always as identity, tree text, number int unique)`.execute(
  database.owner,
);
await sql`grant select, insert on garden.note to ${sql.id(database.roles.app)}`.execute(database.owner);

interface Data {
  readonly treeId: string;
  readonly number: number;
}
interface NoteScope {
  readonly note: (data: Data) => Promise<void>;
}

describe('a consumer on PostgreSQL whose messages fail', () => {
  beforeEach(async () => {
    await emptied(database);
    await sql`truncate garden.note, holdfast.consumer_parked`.execute(database.owner);
  });

  const noting = (trx: AnyTransaction): NoteScope => ({
    note: async ({ treeId, number }) => {
      await sql`insert into garden.note (tree, number) values (${treeId}, ${number})`.execute(trx);
    },
  });
  const consume = async (
    context: TestContext,
    run: (data: Data, scope: NoteScope) => Promise<void>,
    sent: [string, number][],
  ) => {
    const broker = new MemoryBroker({ partitions: 1 });
    await broker.send(sent.map(([tree, number]) => grew(tree, number)));
    const engine = createEngine({
      service: 'garden',
      database: database.app,
      parts: noting,
      outbox: createOutbox({ service: 'garden' }),
    });
    const consumer = new Consumer({
      name,
      handlers: [{ consumer: name, need: Growth, run }],
      engine,
      store: postgresConsumerStore(database.app),
      broker,
      settings: { backoff: { firstMs: 1, longestMs: 5 }, retry: { firstMs: 1, longestMs: 5 }, lookMs: 5 },
    });
    consumer.start();
    context.onTestFinished(() => consumer.stop());
    return { broker, consumer };
  };
  const notes = async () =>
    (
      await sql<{ text: string }>`select tree || number as text from garden.note order by id`.execute(database.owner)
    ).rows.map(({ text }) => text);
  const parked = async () =>
    (
      await sql<{ state: string; error: string | null }>`
        select state, error from holdfast.consumer_parked order by record_offset`.execute(database.owner)
    ).rows;

  test('finds the one that a constraint refuses, and gives all others their effect', async (context) => {
    await consume(context, (data, { note }) => note(data), [
      ['oak', 1],
      ['elm', 2],
      ['oak', 1],
      ['oak', 3],
      ['ash', 4],
    ]);
    await eventually(async () => (await parked()).length === 2, { what: 'the second oak 1 is parked with its key' });
    // Each has a transaction of its own by now, and the parked one is not the last.
    await eventually(notes, { what: 'the others have their effect', until: ({ length }) => length === 3 });
    expect((await notes()).toSorted()).toEqual(['ash4', 'elm2', 'oak1']);
    expect((await parked())[0]).toEqual({
      state: 'waiting',
      error: 'the database refused it: integrity constraint violation (23505)',
    });
  });

  test('is not misled by a handler that keeps to itself what the database refuses', async (context) => {
    const hiding = async (data: Data, { note }: NoteScope) => {
      await note(data).catch(() => {});
    };
    await consume(context, hiding, [
      ['oak', 1],
      ['elm', 1],
      ['ash', 2],
    ]);
    await eventually(async () => (await parked()).length === 1, { what: 'one of the two is parked' });
    await eventually(notes, { what: 'the other two have their effect', until: ({ length }) => length === 2 });
    expect((await notes()).toSorted()).toEqual(['ash2', 'oak1']);
  });

  test('copies a dead letter into the outbox, in the transaction that buries it', async (context) => {
    const never = async () => {
      throw new Fatal('never');
    };
    await consume(context, never, [['oak', 1]]);
    await eventually(async () => (await parked())[0]?.state === 'dead', { what: 'it is dead' });
    const { rows } = await sql<{ topic: string; reason: string }>`
      select topic, headers ->> 'dlt_reason' as reason from holdfast.outbox`.execute(database.owner);
    expect(rows).toEqual([{ topic: 'garden.events.garden.diary.dlt', reason: 'fatal' }]);
  });

  test('copies what it cannot read, with text that no table keeps set aside', async (context) => {
    const { broker } = await consume(context, (data, { note }) => note(data), []);
    const oak = grew('oak', 1);
    await broker.send([{ ...oak, key: 'o\0k', headers: { ...oak.headers, ce_note: '\0' } }, grew('elm', 2)]);
    await eventually(async () => (await notes()).length === 1, { what: 'the elm is noted' });
    const { rows } = await sql<{ reason: string; key: string }>`
      select headers ->> 'dlt_reason' as reason, headers ->> 'dlt_key_base64' as key from holdfast.outbox`.execute(
      database.owner,
    );
    expect(rows).toEqual([{ reason: 'undecodable', key: Buffer.from('o\0k').toString('base64') }]);
    expect(await parked()).toEqual([]);
  });
});
