import { randomUUID } from 'node:crypto';
import type { AuditEntry } from '@holdfast/work';
import { eventually } from '@holdfast/testkit';
import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { emptied, messagingDatabase } from '../../test/messaging-database.ts';
import type { OutgoingRecord } from '../broker/broker.ts';
import { dropMessage, releaseKeys } from '../operator/consumer-operations.ts';
import { askReplays, cancelReplay } from '../operator/replay-operations.ts';
import { retireConsumer, StillParked } from '../operator/start-operations.ts';
import { consumerStoreBehaviour } from '../testing/consumer-store.behaviour.ts';
import { postgresConsumerStore } from './postgres-consumer-store.ts';

const database = await messagingDatabase();
const store = postgresConsumerStore(database.app);
const operator = { name: 'ann', because: 'it is dry' };
const isWaitedFor = async () =>
  (
    await sql`
      select from pg_locks join pg_stat_activity using (pid)
       where not granted and datname = current_database()`.execute(database.owner)
  ).rows.length > 0;

consumerStoreBehaviour('PostgreSQL', async () => {
  await emptied(database);
  const open = new Set<{ isCommitted: boolean; isRolledBack: boolean; rollback(): { execute(): Promise<void> } }>();
  return {
    store,
    begin: async () => {
      const trx = await database.app.startTransaction().setIsolationLevel('read committed').execute();
      open.add(trx);
      return {
        trx,
        commit: () => trx.commit().execute(),
        rollback: () => trx.rollback().execute(),
      };
    },
    waited: async () => {
      await eventually(isWaitedFor, { what: 'somebody waits for a lock' });
      return 'waits';
    },
    restore: async (consumer, partition, nextOffset) => {
      await sql`update holdfast.consumer_position set next_offset = ${nextOffset}
                 where consumer = ${consumer} and partition = ${partition}`.execute(database.owner);
    },
    audited: async () =>
      (
        await sql<AuditEntry>`
          select actor, action, subject, because, message_id as "messageId", details from holdfast.audit
           where action not like 'messages.%' order by at`.execute(database.owner)
      ).rows,
    copies: async () =>
      (
        await sql<OutgoingRecord>`select topic, key, headers, payload as value from holdfast.outbox order by id`.execute(
          database.owner,
        )
      ).rows.map((row) => ({ ...row, value: Uint8Array.from(row.value) })),
    operator: {
      release: async (consumer, place, key) => {
        const released = await releaseKeys(database.app, [{ consumer, ...place, key }], { perSecond: 50, operator });
        return released.length === 1;
      },
      drop: async (consumer, place, offset) =>
        (await dropMessage(database.app, { consumer, ...place, offset }, operator)) === 'dropped',
      askReplay: async ({ actor: _, because, ...wish }) => {
        const how = { ...wish, operator: { name: 'ann', because } };
        return (await askReplays(database.app, [wish], how))[0]!;
      },
      cancelReplay: async (id) => (await cancelReplay(database.app, id, operator)) === 'cancelled',
      retire: async (consumer) => {
        try {
          await retireConsumer(database.app, consumer, operator);
          return 'retired';
        } catch (error) {
          if (error instanceof StillParked) return error.code;
          throw error;
        }
      },
    },
    // What a test that failed has left open would hold up every later one.
    close: async () => {
      for (const trx of open) if (!trx.isCommitted && !trx.isRolledBack) await trx.rollback().execute();
    },
  };
});

describe('the inbox in PostgreSQL', () => {
  const id = '019a7a14-55c1-7e7b-9a8a-7c1f0a7d2b11';
  const record = (day: string) =>
    database.app
      .transaction()
      .execute(async (trx) =>
        (await store.record(trx, 'diary', [{ messageId: id, day }])).has(id) ? 'new' : 'repeat',
      );
  const make = async (aheadDays: number) =>
    (await sql<{ made: number }>`select holdfast.make_inbox_partitions(${aheadDays}) as made`.execute(database.owner))
      .rows[0]!.made;
  const dayAhead = async (days: number) =>
    (
      await sql<{ day: string }>`select ((now() at time zone 'utc')::date + ${days}::int)::text as day`.execute(
        database.owner,
      )
    ).rows[0]!.day;
  const partitionsWithRows = async () =>
    (
      await sql<{
        name: string;
      }>`select distinct tableoid::regclass::text as name from holdfast.consumer_inbox`.execute(database.owner)
    ).rows.map(({ name }) => name.replace('holdfast.', ''));

  beforeEach(() => emptied(database));

  test('has partitions made ahead, once each, and takes along what waited in the safety net', async () => {
    const day = await dayAhead(40);
    await record(day);
    expect(await partitionsWithRows()).toEqual(['consumer_inbox_default']);
    await make(40);
    expect(await partitionsWithRows()).toEqual([`consumer_inbox_${day.replaceAll('-', '')}`]);
    expect(await make(40)).toBe(0);
    expect(await make(41)).toBe(1);
    expect(await record(day)).toBe('repeat');
  });

  test('loses the partitions of days that are over for longer than it is kept, and no others', async () => {
    const names = async () =>
      (
        await sql<{ name: string }>`
          select inhrelid::regclass::text as name from pg_inherits
           where inhparent = 'holdfast.consumer_inbox'::regclass order by 1`.execute(database.owner)
      ).rows.map(({ name }) => name.replace('holdfast.consumer_inbox_', ''));
    const drop = async (keepDays: number | null) =>
      (
        await sql<{
          dropped: number;
        }>`select holdfast.drop_inbox_partitions(${keepDays}::int) as dropped`.execute(database.owner)
      ).rows[0]!.dropped;
    const days = await Promise.all([-2, -1, 0].map(dayAhead));
    const [, yesterday, today] = days.map((day) => day.replaceAll('-', '')) as [string, string, string];
    await make(0);
    await record(days[0]!);
    await record(days[1]!);
    expect([await drop(null), await drop(1)]).toEqual([0, 0]);
    expect(await record(days[1]!)).toBe('repeat');
    expect(await record(days[0]!)).toBe('new');
    expect(await names()).toContain(yesterday);
    expect(await drop(0)).toBe(1);
    expect(await names()).toContain(today);
    expect(await names()).not.toContain(yesterday);
    await make(0);
  });

  test('keeps the day of what is still parked, as its consumer has read it, and all days of what has none', async () => {
    const drop = async () =>
      (await sql<{ dropped: number }>`select holdfast.drop_inbox_partitions(0) as dropped`.execute(database.owner))
        .rows;
    // Neither the id nor PostgreSQL, in words that JavaScript alone can read, would tell the day.
    const headers = { ce_time: 'Tue Nov 24 2026 12:00:00 GMT+0100 (Central European Standard Time)' };
    const seen = { messageId: randomUUID(), day: await dayAhead(-1) };
    const parking = { ...seen, offset: 3n, key: 'oak', headers, value: Uint8Array.of(1), timestamp: new Date() };
    await make(0);
    const park = (message: typeof parking) =>
      database.app
        .transaction()
        .execute((trx) => store.park(trx, 'diary', { topic: 'garden.events', partition: 0 }, [message]));
    await park(parking);
    expect(await drop()).toEqual([{ dropped: 0 }]);
    await sql`update holdfast.consumer_parked set day = default`.execute(database.owner);
    expect(await drop()).toEqual([{ dropped: 0 }]);
    await sql`delete from holdfast.consumer_parked`.execute(database.owner);
    await park({ ...parking, day: await dayAhead(0) });
    expect(await drop()).toEqual([{ dropped: 1 }]);
    await make(0);
  });

  test('takes a message of any day', async () => {
    expect(await record('1999-12-31')).toBe('new');
    expect(await record('1999-12-31')).toBe('repeat');
    expect(await record('2999-12-31')).toBe('new');
  });
});
