import type { AuditEntry } from '@holdfast/work';
import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { emptied, messagingDatabase } from '../../test/messaging-database.ts';
import { consumerStoreBehaviour } from '../testing/consumer-store.behaviour.ts';
import { postgresConsumerStore } from './postgres-consumer-store.ts';

const database = await messagingDatabase();
const store = postgresConsumerStore(database.app);

consumerStoreBehaviour('PostgreSQL', async () => {
  await emptied(database);
  return {
    store,
    begin: async () => {
      const trx = await database.app.startTransaction().setIsolationLevel('read committed').execute();
      return {
        trx,
        commit: () => trx.commit().execute(),
        rollback: () => trx.rollback().execute(),
      };
    },
    restore: async (consumer, partition, nextOffset) => {
      await sql`update holdfast.consumer_position set next_offset = ${nextOffset}
                 where consumer = ${consumer} and partition = ${partition}`.execute(database.owner);
    },
    audited: async () =>
      (
        await sql<AuditEntry>`
          select actor, action, subject, because, message_id as "messageId", details from holdfast.audit
           order by at`.execute(database.owner)
      ).rows,
    close: async () => {},
  };
});

describe('the inbox in PostgreSQL', () => {
  const id = '019a7a14-55c1-7e7b-9a8a-7c1f0a7d2b11';
  const record = (day: string) =>
    database.app.transaction().execute((trx) => store.record(trx, { consumer: 'diary', messageId: id, day }));
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

  test('takes a message of any day', async () => {
    expect(await record('1999-12-31')).toBe('new');
    expect(await record('1999-12-31')).toBe('repeat');
    expect(await record('2999-12-31')).toBe('new');
  });
});
