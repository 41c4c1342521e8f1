import { createEngine, newMessageId, type AnyTransaction } from '@holdfast/work';
import { eventually, testTopics } from '@holdfast/testkit';
import { sql } from 'kysely';
import { beforeEach, describe, expect, test, type TestContext } from 'vitest';
import { Growth, grew } from '../../test/garden.ts';
import { lead } from '../../test/kafka-topics.ts';
import { emptied, messagingDatabase } from '../../test/messaging-database.ts';
import type { Broker } from '../broker/broker.ts';
import type { KafkaOptions } from '../broker/kafka-options.ts';
import { kafkajsBroker } from '../broker/kafkajs/kafkajs-broker.ts';
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
type Waits = [PromiseWithResolvers<void>, PromiseWithResolvers<void>, PromiseWithResolvers<void>];
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
    return { broker, consume: (run?: Run, around?: Around) => consume(context, options, { run, around }) };
  };
  /** What happens before and after each transaction. */
  type Around = <T>(work: () => Promise<T>) => Promise<T>;
  type Run = (data: Data, scope: NoteScope) => Promise<void>;
  const consume = (
    context: TestContext,
    options: KafkaOptions,
    {
      run = (data, { note }) => note(data),
      around = (work) => work(),
    }: { run?: Run | undefined; around?: Around | undefined },
  ) => {
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
    const late: typeof engine = {
      service: engine.service,
      anonymous: engine.anonymous,
      transact: (call, body) => engine.transact(call, body),
      read: (call, body) => engine.read(call, body),
      transactTogether: (body) => around(() => engine.transactTogether(body)),
    };
    const handlers = [{ consumer: name, need: Growth, run }];
    const store = postgresConsumerStore(database.app);
    const consumer = new Consumer({ name, handlers, engine: late, store, broker });
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

  test('parks the key of a message that fails and goes on with every other, until it does not fail any more', async (context) => {
    const { broker, consume: begin } = await open(context);
    const trees = 'abcdefghij'.split('');
    await broker.send([...oaks(1, 2), ...trees.map((tree) => grew(tree, 1))], { timeoutMs: 3_000 });
    let isBroken = true;
    const consumer = begin(async (data, { note }) => {
      await note(data);
      if (isBroken && data.treeId === 'oak') throw new Error('not this tree');
    });
    await noted(...trees.map((tree) => `${tree}1`));
    expect((await notes()).join()).not.toMatch('oak');
    expect(await parked()).toEqual([
      { record_offset: '0', attempts: 2, error: 'not this tree' },
      { record_offset: '1', attempts: 0, error: null },
    ]);
    expect(consumer.health().waiting).toEqual([]);
    await broker.send(oaks(3), { timeoutMs: 3_000 });
    await eventually(async () => (await parked()).length === 3, { what: 'the third queues behind' });
    isBroken = false;
    await noted('oak1', 'oak2', 'oak3');
    await broker.send(oaks(4), { timeoutMs: 3_000 });
    await noted('oak4');
    expect((await notes()).filter((text) => text.startsWith('oak'))).toEqual(['oak1', 'oak2', 'oak3', 'oak4']);
    expect(await parked()).toEqual([]);
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

  test('cannot begin anything when another one was given its place meanwhile', async (context) => {
    const { broker, consume: begin } = await open(context);
    await broker.send(oaks(1), { timeoutMs: 3_000 });
    const [inHand, goOn, hasEnded] = [1, 2, 3].map(() => Promise.withResolvers<void>()) as Waits;
    const notedBy: string[] = [];
    const noting =
      (who: () => string): Run =>
      async (data, { note }) => {
        notedBy.push(who());
        await note(data);
      };
    let transactions = 0;
    begin(
      noting(() => `transaction ${transactions} of the first`),
      async (work) => {
        transactions += 1;
        inHand.resolve();
        await goOn.promise;
        return work().finally(hasEnded.resolve);
      },
    );
    await inHand.promise;
    const { partition } = await placeOfOaks(broker);
    const { token } = await positionOf(partition);
    begin(
      noting(() => 'the second'),
      (work) => hasEnded.promise.then(work),
    );
    await eventually(async () => (await positionOf(partition)).token !== token, {
      what: 'the place is claimed',
      withinMs: 20_000,
    });
    goOn.resolve();
    expect(await noted('oak1')).toEqual(['oak1']);
    // The first may rightly be given the place again, and then it begins anew.
    expect(notedBy).toHaveLength(1);
    expect(notedBy).not.toContain('transaction 1 of the first');
    expect((await positionOf(partition)).next_offset).toBe('1');
  });

  const parked = async () => {
    const { rows } = await sql<{ record_offset: string; attempts: number; error: string | null }>`
      select record_offset, attempts, error from holdfast.consumer_parked where key = 'oak' order by record_offset`.execute(
      database.owner,
    );
    return rows;
  };
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
