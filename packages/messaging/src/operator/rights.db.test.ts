import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { emptied, messagingDatabase } from '../../test/messaging-database.ts';
import { dropMessage, releaseKeys } from './consumer-operations.ts';
import { listHeldKeys } from './held-messages.ts';
import { acceptRestored, dropUnsentMessage, listUnsentKeys, releaseUnsentKey } from './outbox-operations.ts';
import { outboxStatus } from './outbox-status.ts';
import { askReplays } from './replay-operations.ts';
import { acceptPartitions, retireConsumer } from './start-operations.ts';

const database = await messagingDatabase();
const { app, owner, relay } = database;
const operator = { name: 'ann', because: 'mended' };
const held = { consumer: 'garden.diary', topic: 'garden.events', partition: 0 };
const unsent = { topic: 'garden.events', key: 'elm' };
const refused = { code: '42501' };

beforeEach(async () => {
  await emptied(database);
  await sql`insert into holdfast.consumer_parked (consumer, topic, partition, record_offset, key, message_id, headers,
                   payload, record_at, attempts, first_failed_at, error_name, error, next_at, state)
            values ('garden.diary', 'garden.events', 0, 3, 'oak', ${randomUUID()}, '{}', 'x', now(), 2, now(), 'TooDry',
                    'no water', 'infinity', 'waiting')`.execute(owner);
  await sql`insert into holdfast.outbox_parked_key (topic, key, reason) values ('garden.events', 'elm', 'too large')`.execute(
    owner,
  );
  await sql`insert into holdfast.outbox_parked (id, message_id, topic, key, headers, payload, created_at)
            values (7, ${randomUUID()}, 'garden.events', 'elm', '{}', 'x', now())`.execute(owner);
});

describe('an operator', () => {
  test('decides about what consumers hold back as the service, which may not touch what its relay holds back', async () => {
    expect(await listHeldKeys(app, 'parked')).toHaveLength(1);
    expect(await releaseKeys(app, [{ ...held, key: 'oak' }], { perSecond: 1, operator })).toHaveLength(1);
    expect(await dropMessage(app, { ...held, offset: 3n }, operator)).toBe('dropped');
    await expect(releaseUnsentKey(app, unsent, operator)).rejects.toMatchObject(refused);
    await expect(dropUnsentMessage(app, 7n, operator)).rejects.toMatchObject(refused);
    await expect(acceptRestored(app, { service: 'garden', operator })).rejects.toMatchObject(refused);
    await expect(outboxStatus(app)).rejects.toMatchObject(refused);
  });

  test('decides about what a relay holds back as the owner of the tables', async () => {
    expect(await dropUnsentMessage(owner, 7n, operator)).toBe('dropped');
    expect(await releaseUnsentKey(owner, unsent, operator)).toBe('released');
    expect(await listUnsentKeys(owner)).toMatchObject([{ state: 'release' }]);
  });

  test('cannot use a relay’s login for any of it, since that writes no audit rows and knows no consumer', async () => {
    await expect(releaseUnsentKey(relay, unsent, operator)).rejects.toMatchObject(refused);
    await expect(dropUnsentMessage(relay, 7n, operator)).rejects.toMatchObject(refused);
    await expect(acceptRestored(relay, { service: 'garden', operator })).rejects.toMatchObject(refused);
    await expect(listHeldKeys(relay, 'parked')).rejects.toMatchObject(refused);
    await expect(releaseKeys(relay, [{ ...held, key: 'oak' }], { perSecond: 1, operator })).rejects.toMatchObject(
      refused,
    );
    const wish = { consumer: held.consumer, again: false, perSecond: 1, operator };
    await expect(askReplays(relay, [{ ...held, from: 0n, to: 1n }], wish)).rejects.toMatchObject(refused);
    await expect(retireConsumer(relay, held.consumer, operator)).rejects.toMatchObject(refused);
    await expect(acceptPartitions(relay, held, operator)).rejects.toMatchObject(refused);
  });

  test('leaves nothing behind of what was refused, and no row that says it was done', async () => {
    await dropUnsentMessage(relay, 7n, operator).catch(() => undefined);
    await releaseUnsentKey(relay, unsent, operator).catch(() => undefined);
    expect(await listUnsentKeys(owner)).toMatchObject([{ state: 'parked' }]);
    const { rows } = await sql`select from holdfast.audit`.execute(owner);
    expect(rows).toEqual([]);
  });

  test('takes back no word of the audit, whichever login is used', async () => {
    await dropUnsentMessage(owner, 7n, operator);
    for (const login of [app, relay]) {
      await expect(sql`delete from holdfast.audit`.execute(login)).rejects.toMatchObject(refused);
      await expect(sql`update holdfast.audit set because = 'x'`.execute(login)).rejects.toMatchObject(refused);
    }
  });
});
