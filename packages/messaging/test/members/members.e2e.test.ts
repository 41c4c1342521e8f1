import { raisePartitions } from '@holdfast/local-infra';
import { eventually, seeded, testTopics } from '@holdfast/testkit';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Broker } from '../../src/broker/broker.ts';
import { kafkajsBroker } from '../../src/broker/kafkajs/kafkajs-broker.ts';
import { platformaticBroker } from '../../src/broker/platformatic/platformatic-broker.ts';
import { lead } from '../kafka-topics.ts';
import { emptied, messagingDatabase } from '../messaging-database.ts';
import { Growing } from './growing.ts';
import { Member } from './member.ts';

const topic = 'garden.events';
const sessionMs = 3_000;
const database = await messagingDatabase();
const { owner, roles } = database;
await sql`create table garden.note (id bigint generated always as identity, tree text, number int, member text)`.execute(
  owner,
);
await sql`grant select, insert on garden.note to ${sql.id(roles.app)}`.execute(owner);

describe.each([
  ['kafkajs', kafkajsBroker],
  ['@platformatic/kafka', platformaticBroker],
] as const)('three members of a group through %s', (client, adapter) => {
  let members: Member[] = [];
  let ending: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    await emptied(database);
    await sql`truncate garden.note restart identity`.execute(owner);
  });
  afterEach(async () => {
    await Promise.all(members.map((member) => member.end()));
    for (const end of ending.toReversed()) await end();
    members = [];
    ending = [];
  });

  test('have each effect once and in its sequence, whatever is done to them, also with more partitions', async (context) => {
    const random = seeded(`members through ${client}`);
    const { namespace, brokers, login, topic: known } = await testTopics(context, { topics: [topic] });
    const kafka = { brokers, namespace, ...(login && { sasl: login }) };
    const broker = adapter({ ...kafka, clientId: 'test' });
    await lead(broker, topic);
    const growing = new Growing(database, () => adapter({ ...kafka, clientId: 'garden' }));
    ending.push(
      () => broker.close(),
      () => growing.pause(),
    );
    members = ['one', 'two', 'three'].map(
      (name) => new Member({ name, client, databaseUrl: database.urls.app, kafka }),
    );
    const positions = watchPositions();
    ending.push(() => positions.end());

    growing.start();
    await everyTreeIsNoted(growing);
    const first = random.shuffled(['restart', 'restart', 'restart', 'kill', 'freeze'] as const);
    for (const [turn, harm] of first.entries()) await commit(members[turn % 3]!, harm, growing);
    await growing.pause();
    await settle(growing);

    await raisePartitions({ brokers, admin: login }, { topic: known(topic), count: 6 });
    await eventually(async () => (await broker.topic(topic)).partitions === 6, { what: 'more partitions' });
    // By a new relay, as after a restart: a producer that was there before goes by the old partitions for a while.
    growing.start();
    await everyTreeIsNoted(growing);
    for (const harm of random.shuffled(['restart', 'kill', 'freeze'] as const))
      await commit(random.pick(members), harm, growing);
    await growing.pause();
    await settle(growing);

    expect(members.flatMap(({ failure }) => failure ?? [])).toEqual([]);
    expect(positions.movedBack).toEqual([]);
    expect(await notes()).toEqual(
      Object.fromEntries(growing.trees.map((tree) => [tree, upTo(growing.heights.get(tree)!)])),
    );
    expect((await noters()).toSorted()).toEqual(['one', 'three', 'two']);
    expect(await numbersInLog(broker)).toEqual(
      Object.fromEntries(growing.trees.map((tree) => [tree, upTo(growing.heights.get(tree)!)])),
    );
    expect(await filledPartitions(broker)).toBeGreaterThan(3);
  }, 150_000);

  /** Does it, and sees to it that afterwards everything goes on. */
  async function commit(member: Member, harm: 'restart' | 'kill' | 'freeze', growing: Growing): Promise<void> {
    if (harm === 'freeze') {
      member.freeze();
      // Long enough for the others to have its places, which is seen by every tree being noted.
      const from = performance.now();
      await eventually(() => performance.now() - from > sessionMs, { what: 'its session is over' });
      await everyTreeIsNoted(growing);
      member.thaw();
    } else await member[harm]();
    await everyTreeIsNoted(growing);
  }
});

/** Of every tree something is noted that was committed from now on. */
async function everyTreeIsNoted({ trees, heights }: Growing): Promise<void> {
  const before = new Map(heights);
  await eventually(
    async () => {
      const tallest = await heightsNoted();
      return trees.every((tree) => (tallest.get(tree) ?? 0) > (before.get(tree) ?? 0));
    },
    { what: 'every tree is noted higher than it was', withinMs: 40_000, everyMs: 100 },
  );
}

async function settle({ trees, heights }: Growing): Promise<void> {
  const expected = trees.reduce((sum, tree) => sum + heights.get(tree)!, 0);
  const noted = async () =>
    (await sql<{ count: number }>`select count(*)::int from garden.note`.execute(owner)).rows[0]!.count >= expected;
  await eventually(noted, { what: 'everything is noted', withinMs: 40_000, everyMs: 100 });
}

async function heightsNoted(): Promise<Map<string, number>> {
  const { rows } = await sql<{ tree: string; height: number }>`
    select tree, max(number) as height from garden.note group by tree`.execute(owner);
  return new Map(rows.map(({ tree, height }) => [tree, height]));
}

async function notes(): Promise<Record<string, number[]>> {
  const { rows } = await sql<{ tree: string; numbers: number[] }>`
    select tree, array_agg(number order by id) as numbers from garden.note group by tree`.execute(owner);
  return Object.fromEntries(rows.map(({ tree, numbers }) => [tree, numbers]));
}

async function noters(): Promise<string[]> {
  const { rows } = await sql<{ member: string }>`select distinct member from garden.note`.execute(owner);
  return rows.map(({ member }) => member);
}

/** First copies of each tree, as the topic has them: the partitions of before, and then those that came later. */
async function numbersInLog(broker: Broker): Promise<Record<string, number[]>> {
  const numbers: Record<string, number[]> = {};
  const { partitions } = await broker.topic(topic);
  for (let partition = 0; partition < partitions; partition += 1) {
    const { first, next } = await broker.range({ topic, partition });
    const seen = new Set<string>();
    for (let at = first; at < next;) {
      const excerpt = await broker.read({ topic, partition }, { from: at, to: next });
      for (const { headers, value } of excerpt.records) {
        if (seen.has(headers['ce_id']!)) continue;
        seen.add(headers['ce_id']!);
        const { treeId, number } = JSON.parse(new TextDecoder().decode(value)) as { treeId: string; number: number };
        (numbers[treeId] ??= []).push(number);
      }
      at = excerpt.next;
    }
  }
  // What a tree has in two partitions was sent to one after the other; within each, sequence is what the log says.
  return Object.fromEntries(Object.entries(numbers).map(([tree, all]) => [tree, joined(all)]));
}

/** Two runs of rising numbers, the later one first if its partition has the lower number. */
function joined(numbers: readonly number[]): number[] {
  const at = numbers.findIndex((number, index) => index > 0 && number < numbers[index - 1]!);
  return at < 0 ? [...numbers] : [...numbers.slice(at), ...numbers.slice(0, at)];
}

async function filledPartitions(broker: Broker): Promise<number> {
  const { partitions } = await broker.topic(topic);
  const ranges = await Promise.all(
    Array.from({ length: partitions }, (_, partition) => broker.range({ topic, partition })),
  );
  return ranges.filter(({ first, next }) => next > first).length;
}

/** Looks again and again whether a position is behind where it was. */
function watchPositions(): { movedBack: string[]; end(): Promise<void> } {
  const movedBack: string[] = [];
  const highest = new Map<number, bigint>();
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const { rows } = await sql<{ partition: number; next: string }>`
        select partition, next_offset::text as next from holdfast.consumer_position`.execute(owner);
      for (const { partition, next } of rows) {
        const before = highest.get(partition) ?? 0n;
        if (BigInt(next) < before) movedBack.push(`${partition}: ${before} → ${next}`);
        highest.set(partition, BigInt(next));
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  return { movedBack, end: async () => ((isOver = true), await watching) };
}

function upTo(height: number): number[] {
  return Array.from({ length: height }, (_, n) => n + 1);
}
