import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { emptied, messagingDatabase } from '../../test/messaging-database.ts';
import type { Parking } from '../consumer/consumer-store.ts';
import { postgresConsumerStore } from '../consumer/postgres-consumer-store.ts';
import { DatabaseChanged } from '../relay/relay-store.ts';
import { postgresRelayStore } from '../relay/postgres-relay-store.ts';
import { dropMessage, NotDead, releaseKeys } from './consumer-operations.ts';
import { heldMessages, listHeldKeys } from './held-messages.ts';
import { consumerStatus } from './messaging-status.ts';
import {
  acceptRestored,
  dropUnsentMessage,
  listUnsentKeys,
  releaseUnsentKey,
  unsentMessages,
} from './outbox-operations.ts';
import { outboxStatus } from './outbox-status.ts';
import { postgresTickStore } from '../tick/postgres-tick-store.ts';
import { askReplays, cancelReplay, listReplays } from './replay-operations.ts';
import { acceptPartitions, retireConsumer, StillParked } from './start-operations.ts';

const database = await messagingDatabase();
const { app, owner } = database;
const store = postgresConsumerStore(app);
const consumer = 'garden.diary';
const place = { topic: 'garden.events', partition: 0 };
const operator = { name: 'ann', because: 'mended' };

beforeEach(() => emptied(database));

const audited = async () =>
  (
    await sql<Record<string, unknown>>`
      select actor, action, subject, because, message_id as "messageId", details from holdfast.audit order by at, id`.execute(
      owner,
    )
  ).rows;

describe('what is parked in a consumer', () => {
  const parking = (key: string, offset: number, retryInMs?: number): Parking => ({
    offset: BigInt(offset),
    key,
    messageId: randomUUID(),
    day: '2026-11-24',
    headers: { ce_type: 'garden.tree-grew.v1' },
    value: Uint8Array.of(123, 125),
    timestamp: new Date(),
    failure: { errorName: 'TooDry', error: 'no water', attempts: 2 },
    ...(retryInMs !== undefined && { retryInMs }),
  });
  const behind = (key: string, offset: number): Parking => {
    const { failure: _, retryInMs: __, ...rest } = parking(key, offset);
    return rest;
  };
  const park = (...messages: Parking[]) =>
    app.transaction().execute((trx) => store.park(trx, consumer, place, messages));
  const bury = (offset: number, key: string) =>
    app
      .transaction()
      .execute((trx) =>
        store.bury(
          trx,
          consumer,
          place,
          { offset: BigInt(offset), key, failure: { errorName: 'TooDry', error: 'no water', attempts: 9 } },
          { topic: 'dlt', key, headers: { dlt_id: randomUUID() }, value: Uint8Array.of() },
        ),
      );

  test('is listed by its keys, the dead ones apart', async () => {
    await park(parking('oak', 3), behind('oak', 4), parking('elm', 5, 60_000), parking('ash', 6));
    await bury(6, 'ash');
    expect(await listHeldKeys(app, 'parked')).toMatchObject([
      { consumer, ...place, key: 'oak', offset: 3n, messages: 2, attempts: 2, errorName: 'TooDry', nextAt: null },
      { key: 'elm', messages: 1, nextAt: expect.any(Date), type: 'garden.tree-grew.v1' },
    ]);
    expect(await listHeldKeys(app, 'dead')).toMatchObject([{ key: 'ash', state: 'dead', attempts: 9 }]);
    expect(await listHeldKeys(app, 'parked', { consumer: 'garden.almanac' })).toEqual([]);
  });

  test('is shown with all that waits behind it, whichever of its messages is named', async () => {
    await park(parking('oak', 3), behind('oak', 4), parking('elm', 5));
    const shown = await heldMessages(app, { consumer, ...place, offset: 4n });
    expect(shown.map(({ offset, state, error }) => [offset, state, error])).toEqual([
      [3n, 'waiting', 'no water'],
      [4n, 'waiting', null],
    ]);
    expect(await heldMessages(app, { consumer, ...place, offset: 9n })).toEqual([]);
  });

  test('is released key after key, no faster than it is said, each with its audit row', async () => {
    await park(parking('oak', 3), parking('elm', 5), parking('ash', 6));
    await bury(6, 'ash');
    const keys = ['oak', 'elm', 'ash', 'fir'].map((key) => ({ consumer, ...place, key }));
    const released = await releaseKeys(app, keys, { perSecond: 2, operator });
    expect(released.map(({ key, state }) => `${key} ${state}`).toSorted()).toEqual([
      'ash requeued',
      'elm released',
      'oak released',
    ]);
    const held = await listHeldKeys(app, 'parked');
    const times = ['oak', 'elm', 'ash'].map((key) => held.find((one) => one.key === key)!.nextAt!.getTime());
    expect(times.map((time) => Math.round((time - times[0]!) / 100))).toEqual([0, 5, 10]);
    expect((await audited()).map(({ action, subject }) => `${String(subject)} ${String(action)}`).toSorted()).toEqual([
      'ash messages.requeued',
      'elm messages.released',
      'oak messages.released',
    ]);
  });

  test('is dropped with who, what and why', async () => {
    const message = parking('oak', 3);
    await park(message);
    expect(await dropMessage(app, { consumer, ...place, offset: 3n }, operator)).toBe('dropped');
    expect(await dropMessage(app, { consumer, ...place, offset: 3n }, operator)).toBe('gone');
    expect(await audited()).toEqual([
      {
        actor: 'operator:ann',
        action: 'messages.dropped',
        subject: 'oak',
        because: 'mended',
        messageId: message.messageId,
        details: { consumer, ...place, offset: '3' },
      },
    ]);
  });

  test('is refused where only what is dead is meant, and all that is named with it', async () => {
    await park(parking('oak', 3), behind('oak', 4), parking('ash', 6), behind('ash', 7));
    await bury(6, 'ash');
    const keys = ['ash', 'oak'].map((key) => ({ consumer, ...place, key }));
    await expect(releaseKeys(app, keys, { perSecond: 2, operator, onlyDead: true })).rejects.toBeInstanceOf(NotDead);
    const drop = (offset: bigint) => dropMessage(app, { consumer, ...place, offset, onlyDead: true }, operator);
    for (const offset of [3n, 4n]) await expect(drop(offset)).rejects.toBeInstanceOf(NotDead);
    expect([await listHeldKeys(app, 'dead'), await audited()]).toEqual([[expect.objectContaining({ key: 'ash' })], []]);
    expect([await drop(7n), await drop(6n), await drop(6n), await drop(9n)]).toEqual([
      'dropped',
      'dropped',
      'gone',
      'gone',
    ]);
  });

  test('is requeued when it is dead', async () => {
    await park(parking('ash', 6));
    await bury(6, 'ash');
    const requeued = await releaseKeys(app, [{ consumer, ...place, key: 'ash' }], {
      perSecond: 2,
      operator,
      onlyDead: true,
    });
    expect(requeued).toMatchObject([{ key: 'ash', state: 'requeued' }]);
  });

  test('is counted by its place', async () => {
    await store.claim(consumer, place, { token: randomUUID(), clusterId: 'one', first: 7n });
    await park(parking('oak', 3), behind('oak', 4), parking('ash', 6));
    await bury(6, 'ash');
    expect(await consumerStatus(app)).toEqual([
      {
        consumer,
        ...place,
        nextOffset: 7n,
        updatedAt: expect.any(Date),
        parkedKeys: 1,
        deadKeys: 1,
        messages: 3,
      },
    ]);
  });
});

describe('a replay', () => {
  const wish = { consumer, again: false, perSecond: 100, operator };

  test('is asked for each place, all of them or none', async () => {
    const range = { topic: 'garden.events', from: 3n, to: 9n };
    const ids = await askReplays(
      app,
      [1, 2].map((partition) => ({ ...range, partition })),
      { ...wish, again: true },
    );
    expect(await listReplays(app)).toMatchObject(
      [2, 1].map((partition, n) => ({ id: ids[1 - n], partition, from: 3n, to: 9n, next: 3n, state: 'asked' })),
    );
    const backwards = askReplays(
      app,
      [
        { ...range, partition: 3 },
        { ...range, partition: 4, to: 2n },
      ],
      wish,
    );
    await expect(backwards).rejects.toThrow(/check constraint/);
    expect(await listReplays(app)).toHaveLength(2);
    expect(await audited()).toMatchObject([
      { action: 'messages.replay-again', subject: consumer, details: { replay: ids[0], from: '3', to: '9' } },
      { action: 'messages.replay-again' },
    ]);
  });

  test('is ended once, with its audit row', async () => {
    const [id] = await askReplays(app, [{ ...place, from: 3n, to: 9n }], wish);
    expect([await cancelReplay(app, id!, operator), await cancelReplay(app, id!, operator)]).toEqual([
      'cancelled',
      'over',
    ]);
    expect((await audited()).map(({ action }) => action)).toEqual(['messages.replay', 'messages.replay-cancelled']);
  });
});

describe('what a start refuses', () => {
  const stand = () => store.claim(consumer, place, { token: randomUUID(), clusterId: 'old', first: 0n });
  const noted = () => sql`select consumer, topic from holdfast.consumer_topic`.execute(owner);

  beforeEach(async () => {
    await stand();
    await sql`insert into holdfast.consumer_topic (consumer, topic, partitions) values (${consumer}, ${place.topic}, 1)`.execute(
      owner,
    );
  });

  test('is over with a consumer that is retired, once, with its audit row', async () => {
    expect(await retireConsumer(app, 'garden.almanac', operator)).toBe('unknown');
    expect([await retireConsumer(app, consumer, operator), await retireConsumer(app, consumer, operator)]).toEqual([
      'retired',
      'unknown',
    ]);
    expect([await store.positions(consumer), (await noted()).rows]).toEqual([[], []]);
    expect(await audited()).toEqual([
      {
        actor: 'operator:ann',
        action: 'messages.consumer-retired',
        subject: consumer,
        because: 'mended',
        messageId: null,
        details: {},
      },
    ]);
  });

  test('is not over while something is parked, and nothing says that it is', async () => {
    await sql`insert into holdfast.consumer_parked (consumer, topic, partition, record_offset, key, message_id, headers,
                     payload, record_at, state)
              values (${consumer}, ${place.topic}, 0, 3, 'oak', ${randomUUID()}, '{}', 'x', now(), 'dead')`.execute(
      owner,
    );
    const retired = retireConsumer(app, consumer, operator);
    await expect(retired).rejects.toBeInstanceOf(StillParked);
    await expect(retired).rejects.toThrow('Still parked of garden.diary: 1.');
    expect([await store.positions(consumer), await audited()]).toEqual([[expect.anything()], []]);
  });

  test('is over with partitions that are accepted, once, with its audit row', async () => {
    const which = { consumer, topic: place.topic };
    expect(await acceptPartitions(app, { consumer, topic: 'garden.commands' }, operator)).toBe('unknown');
    expect([await acceptPartitions(app, which, operator), await acceptPartitions(app, which, operator)]).toEqual([
      'accepted',
      'unknown',
    ]);
    expect([(await store.positions(consumer)).length, (await noted()).rows]).toEqual([1, []]);
    expect(await audited()).toMatchObject([
      { action: 'messages.partitions-accepted', subject: consumer, because: 'mended', details: { topic: place.topic } },
    ]);
  });
});

describe('what the relay holds back', () => {
  const parkIt = async (key: string, id: number) => {
    await sql`insert into holdfast.outbox_parked_key (topic, key, reason) values ('garden.events', ${key}, 'too large')
              on conflict do nothing`.execute(owner);
    await sql`insert into holdfast.outbox_parked (id, message_id, topic, key, headers, payload, created_at)
              values (${id}, ${randomUUID()}, 'garden.events', ${key}, '{}', 'x', now())`.execute(owner);
  };

  test('is listed and shown', async () => {
    await parkIt('oak', 3);
    await parkIt('oak', 4);
    expect(await listUnsentKeys(owner)).toMatchObject([
      { topic: 'garden.events', key: 'oak', reason: 'too large', state: 'parked', messages: 2, firstId: 3n },
    ]);
    expect((await unsentMessages(owner, 4n)).map(({ id }) => id)).toEqual([3n, 4n]);
    expect(await outboxStatus(owner)).toMatchObject({ waiting: 0, parkedKeys: 1, parkedMessages: 2, isLeased: false });
  });

  test('is released by its mark, once', async () => {
    await parkIt('oak', 3);
    const key = { topic: 'garden.events', key: 'oak' };
    expect([await releaseUnsentKey(owner, key, operator), await releaseUnsentKey(owner, key, operator)]).toEqual([
      'released',
      'gone',
    ]);
    expect(await listUnsentKeys(owner)).toMatchObject([{ state: 'release', messages: 1 }]);
    expect((await audited()).map(({ action }) => action)).toEqual(['messages.outbox-released']);
  });

  test('is dropped by becoming void, once', async () => {
    await parkIt('oak', 3);
    expect([await dropUnsentMessage(owner, 3n, operator), await dropUnsentMessage(owner, 3n, operator)]).toEqual([
      'dropped',
      'gone',
    ]);
    expect(await unsentMessages(owner, 3n)).toMatchObject([{ isVoid: true }]);
    expect(await audited()).toMatchObject([{ action: 'messages.outbox-dropped', subject: 'oak' }]);
  });
});

test('a message is not dropped any more once its key is released: the relay may have it in hand as it was', async () => {
  await sql`insert into holdfast.outbox_parked_key (topic, key, reason) values ('garden.events', 'oak', 'too large')`.execute(
    owner,
  );
  await sql`insert into holdfast.outbox_parked (id, message_id, topic, key, headers, payload, created_at)
            values (3, ${randomUUID()}, 'garden.events', 'oak', '{}', 'x', now())`.execute(owner);
  await releaseUnsentKey(owner, { topic: 'garden.events', key: 'oak' }, operator);
  expect(await dropUnsentMessage(owner, 3n, operator)).toBe('gone');
  expect(await unsentMessages(owner, 3n)).toMatchObject([{ isVoid: false }]);
});

test('a relay goes on in a restored database when a person has said so, and not before', async () => {
  const me = randomUUID();
  const relay = postgresRelayStore(database.relay);
  await relay.select(me, { leaseMs: 1_000, limit: 1 });
  await sql`update holdfast.relay_lease set database = 'another', lease_until = '-infinity'`.execute(owner);
  await expect(relay.select(me, { leaseMs: 1_000, limit: 1 })).rejects.toThrow(DatabaseChanged);
  await acceptRestored(owner, { service: 'garden', operator });
  expect(await relay.select(me, { leaseMs: 1_000, limit: 1 })).toMatchObject({ rows: [] });
  expect(await audited()).toMatchObject([{ action: 'messages.restored', subject: 'garden', actor: 'operator:ann' }]);
});

test('what waits in the outbox of ticks is sent from a database that was dumped and restored, where its transactions mean nothing', async () => {
  const me = randomUUID();
  const relay = postgresTickStore(database.relay);
  const select = async () => (await relay.select(me, { leaseMs: 60_000, limit: 10 }))!.rows;
  const row = { topic: 'garden.events', key: 'oak', headers: '{}', payload: Buffer.from('1') };
  await app
    .insertInto('holdfast.outbox_event')
    .values([{ ...row, message_id: randomUUID() }])
    .execute();
  await sql`update holdfast.outbox_event set xid = '9000000000000000000'`.execute(owner);
  await acceptRestored(owner, { service: 'garden', operator });
  expect(await select()).toMatchObject([{ key: 'oak' }]);
});

test('what waits is counted in both outboxes, and what the ticked one has sent is not', async () => {
  const me = randomUUID();
  const ticked = postgresTickStore(database.relay);
  const row = { topic: 'garden.events', key: 'oak', headers: '{}', payload: Buffer.from('1') };
  const say = (trx: typeof app, table: 'holdfast.outbox' | 'holdfast.outbox_event') =>
    trx
      .insertInto(table)
      .values({ ...row, message_id: randomUUID() })
      .execute();
  const waiting = async () => (await outboxStatus(owner)).waiting;
  const send = async (limit: number) => {
    const selection = (await ticked.select(me, { leaseMs: 60_000, limit }))!;
    expect(await ticked.conclude(selection, selection.rows.length)).toBe('concluded');
  };
  const late = await app.startTransaction().execute();
  await say(late, 'holdfast.outbox_event');
  for (let n = 0; n < 3; n += 1) await say(app, 'holdfast.outbox_event');
  expect(await waiting()).toBe(3);
  await send(2);
  expect(await waiting()).toBe(1);
  await send(10);
  expect(await waiting()).toBe(0);
  await late.commit().execute();
  expect(await waiting()).toBe(1);
  await send(10);
  await say(app, 'holdfast.outbox');
  expect(await outboxStatus(owner)).toMatchObject({ waiting: 1, oldestAt: expect.any(Date), isLeased: true });
});
