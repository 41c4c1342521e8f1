import { createEngine, newMessageId, type AnyTransaction } from '@holdfast/work';
import { eventually, testTopics } from '@holdfast/testkit';
import { sql } from 'kysely';
import { beforeEach, describe, expect, test, type TestContext } from 'vitest';
import { Growth, grew } from '../../test/garden.ts';
import { lead } from '../../test/kafka-topics.ts';
import { emptied, messagingDatabase } from '../../test/messaging-database.ts';
import type { Broker } from '../broker/broker.ts';
import { kafkajsBroker, type KafkaOptions } from '../broker/kafkajs-broker.ts';
import { createOutbox } from '../outbox/create-outbox.ts';
import { Consumer } from './consumer.ts';
import { postgresConsumerStore } from './postgres-consumer-store.ts';

const topic = 'garden.events';
const name = 'garden.diary';
const database = await messagingDatabase();
await sql`create table garden.note (id bigint generated always as identity, tree text, number int)`.execute(
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

describe('a consumer on Kafka and PostgreSQL', () => {
  beforeEach(async () => {
    await emptied(database);
    await sql`truncate garden.note`.execute(database.owner);
  });

  const open = async (context: TestContext) => {
    const { brokers, namespace, login } = await testTopics(context, { topics: [topic] });
    const options: KafkaOptions = {
      brokers,
      namespace,
      clientId: 'test',
      sessionTimeoutMs: 3_000,
      ...(login && { sasl: login }),
    };
    const broker = kafkajsBroker(options);
    context.onTestFinished(() => broker.close());
    await lead(broker, topic);
    return { broker, consume: (run?: Run) => consume(context, options, run) };
  };
  type Run = (data: Data, scope: NoteScope) => Promise<void>;
  const consume = (context: TestContext, options: KafkaOptions, run: Run = (data, { note }) => note(data)) => {
    const broker = kafkajsBroker(options);
    const engine = createEngine({
      service: 'garden',
      database: database.app,
      parts: (trx: AnyTransaction): NoteScope => ({
        note: async ({ treeId, number }) => {
          await sql`insert into garden.note (tree, number) values (${treeId}, ${number})`.execute(trx);
        },
      }),
      outbox: createOutbox({ service: 'garden' }),
    });
    const store = postgresConsumerStore(database.app);
    const consumer = new Consumer({ name, handlers: [{ consumer: name, need: Growth, run }], engine, store, broker });
    consumer.start();
    context.onTestFinished(async () => {
      await consumer.stop();
      await broker.close();
    });
    return consumer;
  };
  const notes = async () => {
    const { rows } = await sql<{ text: string }>`select tree || number as text from garden.note order by id`.execute(
      database.owner,
    );
    return rows.map(({ text }) => text);
  };
  const noted = (...texts: string[]) =>
    eventually(notes, {
      what: texts.join(', '),
      until: (all) => texts.every((text) => all.includes(text)),
      withinMs: 20_000,
    });
  const oaks = (...numbers: number[]) => numbers.map((number) => grew('oak', number));

  test('that was never here begins with the first record', async (context) => {
    const { broker, consume: begin } = await open(context);
    await broker.send(oaks(1, 2, 3), { timeoutMs: 3_000 });
    begin();
    expect(await noted('oak3')).toEqual(['oak1', 'oak2', 'oak3']);
  });

  test('goes by its row, where the broker remembers a higher offset', async (context) => {
    const { broker, consume: begin } = await open(context);
    await broker.send(oaks(1, 2, 3, 4), { timeoutMs: 3_000 });
    const first = begin();
    await noted('oak4');
    await first.stop();
    const { partition } = await placeOfOaks(broker);
    await sql`update holdfast.consumer_position set next_offset = 2 where partition = ${partition}`.execute(
      database.owner,
    );
    await sql`truncate holdfast.consumer_inbox`.execute(database.owner);
    begin();
    await eventually(notes, { what: 'two more', until: ({ length }) => length >= 6 });
    expect((await notes()).slice(4)).toEqual(['oak3', 'oak4']);
  });

  test('goes by its row, where the broker remembers a lower offset or none', async (context) => {
    const { broker, consume: begin } = await open(context);
    await broker.send(oaks(1, 2, 3, 4), { timeoutMs: 3_000 });
    const claim = { token: newMessageId(), clusterId: await broker.clusterId(), first: 2n };
    await postgresConsumerStore(database.app).claim(name, await placeOfOaks(broker), claim);
    begin();
    expect(await noted('oak4')).toEqual(['oak3', 'oak4']);
  });

  test('waits with a message that fails and goes on everywhere else, until it does not fail any more', async (context) => {
    const { broker, consume: begin } = await open(context);
    const trees = 'abcdefghij'.split('');
    await broker.send([...oaks(1, 2), ...trees.map((tree) => grew(tree, 1))], { timeoutMs: 3_000 });
    let isBroken = true;
    const consumer = begin(async (data, { note }) => {
      await note(data);
      if (isBroken && data.treeId === 'oak') throw new Error('not this tree');
    });
    await eventually(() => consumer.health().waiting.length === 1, { what: 'a partition waits' });
    const elsewhere = await eventually(notes, { what: 'other places go on', until: ({ length }) => length >= 3 });
    expect(elsewhere.join()).not.toMatch('oak');
    expect(consumer.health().waiting).toMatchObject([{ topic, error: 'not this tree' }]);
    isBroken = false;
    await noted('oak1', 'oak2', ...trees.map((tree) => `${tree}1`));
    expect(consumer.health().waiting).toEqual([]);
  });

  test('shares its places with a second one, and nothing is noted twice or out of its sequence', async (context) => {
    const { broker, consume: begin } = await open(context);
    const trees = ['oak', 'elm', 'ash', 'fir', 'yew'];
    const send = (number: number) =>
      broker.send(
        trees.map((tree) => grew(tree, number)),
        { timeoutMs: 3_000 },
      );
    const first = begin();
    for (let number = 1; number <= 10; number += 1) await send(number);
    const second = begin();
    for (let number = 11; number <= 20; number += 1) await send(number);
    await noted(...trees.map((tree) => `${tree}20`));
    await eventually(() => second.health().state === 'member', { what: 'the second is a member' });
    await first.stop();
    for (let number = 21; number <= 30; number += 1) await send(number);
    const all = await noted(...trees.map((tree) => `${tree}30`));
    const sequence = Array.from({ length: 30 }, (_, n) => n + 1);
    for (const tree of trees) {
      expect(all.filter((text) => text.startsWith(tree))).toEqual(sequence.map((number) => `${tree}${number}`));
    }
  });

  test('cannot commit what it was doing when another one was given its place', async (context) => {
    const { broker, consume: begin } = await open(context);
    await broker.send(oaks(1), { timeoutMs: 3_000 });
    const inHand = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    let isLate = true;
    begin(async (data, { note }) => {
      await note({ ...data, treeId: isLate ? 'late-oak' : 'oak' });
      inHand.resolve();
      await goOn.promise;
    });
    await inHand.promise;
    const { partition } = await placeOfOaks(broker);
    const { token } = await positionOf(partition);
    begin();
    await eventually(async () => (await positionOf(partition)).token !== token, {
      what: 'the place is claimed',
      withinMs: 20_000,
    });
    // From here on the first may rightly be given the place again.
    isLate = false;
    goOn.resolve();
    expect(await noted('oak1')).toEqual(['oak1']);
    expect((await positionOf(partition)).next_offset).toBe('1');
  });

  const positionOf = async (partition: number) => {
    const { rows } = await sql<{ token: string; next_offset: string }>`
      select token, next_offset from holdfast.consumer_position where partition = ${partition}`.execute(database.owner);
    return rows[0]!;
  };
  const placeOfOaks = async (broker: Broker) => {
    const ranges = await Promise.all([0, 1, 2].map((partition) => broker.range({ topic, partition })));
    return { topic, partition: ranges.findIndex(({ next }) => next > 0n) };
  };
});
