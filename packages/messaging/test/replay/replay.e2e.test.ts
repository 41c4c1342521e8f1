import { eventually, testTopics } from '@holdfast/testkit';
import { createEngine, type AnyTransaction } from '@holdfast/work';
import { sql } from 'kysely';
import { beforeEach, expect, test, type TestContext } from 'vitest';
import { kafkajsBroker } from '../../src/broker/kafkajs/kafkajs-broker.ts';
import { Consumer } from '../../src/consumer/consumer.ts';
import { postgresConsumerStore } from '../../src/consumer/postgres-consumer-store.ts';
import { foreseeReplay } from '../../src/operator/foresee-replay.ts';
import { askReplays, cancelReplay, listReplays } from '../../src/operator/replay-operations.ts';
import { createOutbox } from '../../src/outbox/create-outbox.ts';
import { Growth, grew } from '../garden.ts';
import { lead } from '../kafka-topics.ts';
import { emptied, messagingDatabase } from '../messaging-database.ts';

const topic = 'garden.events';
const [diary, almanac] = ['garden.diary', 'garden.almanac'];
const operator = { name: 'ann', because: 'the diary was wrong' };
const database = await messagingDatabase();
const { app, owner, roles } = database;
await sql`create table garden.note (id bigint generated always as identity, consumer text, text text)`.execute(owner);
await sql`grant select, insert on garden.note to ${sql.id(roles.app)}`.execute(owner);

beforeEach(async () => {
  await emptied(database);
  await sql`truncate garden.note`.execute(owner);
});

test('a replay reaches one consumer, repeats nothing that had its effect, and all of it when it says so', async (context) => {
  const { broker, partition, next } = await bothHaveRead(context, 5);
  const range = { topic, partition, from: 1n, to: next };
  const { records } = await broker.read(range, range);
  const foresee = (consumer: string, type: string) =>
    foreseeReplay(app, { consumer, topic, partition, types: new Set([type]) }, records);
  expect(await foresee(diary, 'garden.tree-grew.v1')).toEqual({ messages: 4, known: 4, held: 0 });
  expect(await foresee('garden.newcomer', 'garden.tree-grew.v1')).toEqual({ messages: 4, known: 0, held: 0 });
  expect(await foresee(diary, 'garden.tree-fell.v1')).toEqual({ messages: 0, known: 0, held: 0 });

  const [plain] = await askReplays(app, [range], { consumer: diary, again: false, perSecond: 1_000, operator });
  expect(await over(plain!)).toMatchObject({ state: 'done', applied: 0, repeats: 4, held: 0 });
  expect([await notes(diary), await notes(almanac)]).toEqual([trees(1, 2, 3, 4, 5), trees(1, 2, 3, 4, 5)]);

  const [again] = await askReplays(app, [range], { consumer: diary, again: true, perSecond: 1_000, operator });
  expect(await over(again!)).toMatchObject({ state: 'done', applied: 4, repeats: 0, held: 0 });
  expect(await notes(diary)).toEqual(trees(1, 2, 3, 4, 5, 2, 3, 4, 5));
  expect(await notes(almanac)).toEqual(trees(1, 2, 3, 4, 5));
});

test('a replay that is slow and is cancelled stops where it is', async (context) => {
  const { partition, next } = await bothHaveRead(context, 5);
  const range = { topic, partition, from: 0n, to: next };
  const [id] = await askReplays(app, [range], { consumer: diary, again: true, perSecond: 1, operator });
  await eventually(() => notes(diary), { what: 'its beginning', until: ({ length }) => length > 5, withinMs: 20_000 });
  expect(await cancelReplay(app, id!, operator)).toBe('cancelled');
  const at = await notes(diary);
  expect(at.length).toBeLessThan(10);

  // What is asked for afterwards is done, and of the cancelled one nothing more is.
  const [later] = await askReplays(app, [range], { consumer: diary, again: false, perSecond: 1_000, operator });
  expect(await over(later!)).toMatchObject({ applied: 0, repeats: 5 });
  expect(await notes(diary)).toEqual(at);
});

/** Both consumers have handled so many messages of one key, and go on. */
async function bothHaveRead(context: TestContext, count: number) {
  const { brokers, namespace, login } = await testTopics(context, { topics: [topic] });
  const broker = kafkajsBroker({ brokers, namespace, clientId: 'test', ...(login && { sasl: login }) });
  context.onTestFinished(() => broker.close());
  await lead(broker, topic);
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  await broker.send(
    numbers.map((number) => grew('oak', number)),
    { timeoutMs: 5_000 },
  );
  for (const name of [diary, almanac]) begin(context, { name, broker });
  for (const name of [diary, almanac])
    await eventually(() => notes(name), { what: name, until: ({ length }) => length === count, withinMs: 30_000 });
  for (const partition of [0, 1, 2]) {
    const { next } = await broker.range({ topic, partition });
    if (next > 0n) return { broker, partition, next };
  }
  throw new Error('No partition has a message.');
}

function begin(context: TestContext, { name, broker }: { name: string; broker: ReturnType<typeof kafkajsBroker> }) {
  const engine = createEngine({
    service: 'garden',
    database: app,
    parts: (trx: AnyTransaction) => ({
      note: (text: string) => sql`insert into garden.note (consumer, text) values (${name}, ${text})`.execute(trx),
    }),
    outbox: createOutbox({ service: 'garden' }),
  });
  const run = async ({ treeId, number }: { treeId: string; number: number }, { note }: { note: Note }) =>
    void (await note(`${treeId}${number}`));
  const store = postgresConsumerStore(app);
  const consumer = new Consumer({ name, handlers: [{ consumer: name, need: Growth, run }], engine, store, broker });
  consumer.start();
  context.onTestFinished(() => consumer.stop());
}

type Note = (text: string) => Promise<unknown>;

async function notes(consumer: string): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`
    select text from garden.note where consumer = ${consumer} order by id`.execute(owner);
  return rows.map(({ text }) => text);
}

async function over(id: string) {
  const one = async () => (await listReplays(app)).find((replay) => replay.id === id);
  return eventually(one, {
    what: 'the end of the replay',
    until: (found) => found?.state !== 'asked',
    withinMs: 20_000,
  });
}

function trees(...numbers: number[]): string[] {
  return numbers.map((number) => `oak${number}`);
}
