import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { effectsDatabase, emptied, makeDue } from '../../test/effects-database.ts';
import { decide } from '../operator/decide.ts';
import { effectStoreBehaviour } from '../testing/effect-store.behaviour.ts';
import { intentOf, type IntentRow } from './intent-row.ts';
import { postgresEffectStore } from './postgres-effect-store.ts';

const database = await effectsDatabase();
const store = postgresEffectStore(database.app);

effectStoreBehaviour('PostgreSQL', async () => {
  await emptied(database);
  return {
    store,
    begin: async () => {
      const trx = await database.app.startTransaction().setIsolationLevel('read committed').execute();
      return { trx, commit: () => trx.commit().execute(), rollback: () => trx.rollback().execute() };
    },
    makeDue: () => makeDue(database),
    decide: async (decision) =>
      void (await decide(database.owner, { ...decision, because: 'the can is empty', decidedBy: 'ann' })),
    decisions: async () =>
      (
        await sql<{ result: string | null; refusal: string | null }>`
          select result, refusal from holdfast.effect_decision order by id`.execute(database.app)
      ).rows,
    contradictions: async () =>
      (
        await sql<{ outcome: unknown }>`select outcome from holdfast.effect_contradiction order by id`.execute(
          database.app,
        )
      ).rows.map(({ outcome }) => outcome),
    read: async (id) => {
      const { rows } = await sql<IntentRow>`
        select *, now() as clock from holdfast.effect_intent where id = ${id}`.execute(database.app);
      return intentOf(rows[0]!);
    },
    close: async () => {},
  };
});

describe('the role of a service', () => {
  beforeEach(() => emptied(database));

  test.each([
    ['forget an intent', sql`delete from holdfast.effect_intent`],
    ['change what was asked', sql`update holdfast.effect_intent set request = '{}'`],
    [
      'choose the idempotency key',
      sql`insert into holdfast.effect_intent (id, effect, key, request, call) values (gen_random_uuid(), '', '', '{}', '{}')`,
    ],
    [
      'intend something before what others intended',
      sql`insert into holdfast.effect_intent (position, effect, key, request, call) overriding system value values (-1, 'a.b', 'k', '{}', '{}')`,
    ],
    ['take back a decision', sql`delete from holdfast.effect_decision`],
    ['change a decision', sql`update holdfast.effect_decision set outcome = '1'`],
    ['forget a contradiction', sql`delete from holdfast.effect_contradiction`],
  ])('cannot %s', async (_, statement) => {
    await expect(statement.execute(database.app)).rejects.toThrow('permission denied');
  });

  test.each([
    ['change what is known', sql`update holdfast.effect_intent set outcome = '"other"'`, 'does not change'],
    [
      'forget what is known',
      sql`update holdfast.effect_intent set outcome = null, known_by = null, known_at = null`,
      'does not change',
    ],
    [
      'conclude without an outcome',
      sql`insert into holdfast.effect_intent (effect, key, request, call, state, concluded_at) values ('a.b', 'x', '{}', '{}', 'concluded', now())`,
      'check constraint',
    ],
  ])('nor can anybody %s', async (_, statement, refusal) => {
    await sql`insert into holdfast.effect_intent (effect, key, request, call, outcome, known_by, known_at)
              values ('a.b', 'k', '{}', '{}', '"abandoned"', 'executor', now())`.execute(database.owner);
    await expect(statement.execute(database.owner)).rejects.toThrow(refusal);
  });

  test.each([
    ['open it again', sql`state = 'waiting', concluded_at = null`],
    ['say that it was tried more often', sql`attempts = 8`],
    ['conclude it later', sql`concluded_at = now() + interval '1 day'`],
    ['say that somebody else knew it', sql`known_by = 'person'`],
    ['let it fail', sql`last_error = 'rain'`],
  ])('nor can anybody %s, once it is concluded', async (_, change) => {
    await sql`insert into holdfast.effect_intent (effect, key, request, call, outcome, known_by, known_at, state, concluded_at)
              values ('a.b', 'k', '{}', '{}', '"abandoned"', 'executor', now(), 'concluded', now())`.execute(
      database.owner,
    );
    for (const role of [database.app, database.owner]) {
      await expect(sql`update holdfast.effect_intent set ${change}`.execute(role)).rejects.toThrow('does not change');
    }
    await sql`update holdfast.effect_intent set request = '{"forgotten": true}'`.execute(database.owner);
  });

  test.each([
    ['forget an attempt', sql`attempts = 1`],
    ['forget all of them', sql`attempts = 0, first_attempt_at = null`],
    ['make the first one later', sql`first_attempt_at = now() + interval '1 day'`],
  ])('nor can anybody %s', async (_, change) => {
    await sql`insert into holdfast.effect_intent (effect, key, request, call, attempts, first_attempt_at)
              values ('a.b', 'k', '{}', '{}', 2, now())`.execute(database.owner);
    for (const role of [database.app, database.owner]) {
      await expect(sql`update holdfast.effect_intent set ${change}`.execute(role)).rejects.toThrow('does not change');
    }
  });
});

test('looking for what is due uses an index, however many are concluded', async () => {
  await emptied(database);
  await sql`
    insert into holdfast.effect_intent (effect, key, request, call, outcome, known_by, known_at, state, concluded_at)
    select 'garden.water', n::text, '{}', '{}', '"abandoned"', 'executor', now(), 'concluded', now()
      from generate_series(1, 5000) as n`.execute(database.owner);
  await sql`analyze holdfast.effect_intent`.execute(database.owner);
  const { rows } = await sql<{ 'QUERY PLAN': string }>`
    explain select * from holdfast.effect_intent as i
     where state <> 'concluded' and next_at <= now() and effect = any (array['garden.water'])
       and not exists (select from holdfast.effect_intent as e
                        where e.key = i.key and e.position < i.position and e.state <> 'concluded')
     order by next_at limit 16 for update skip locked`.execute(database.app);
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toContain('effect_intent_due');
  expect(plan).toContain('effect_intent_of_key');
  expect(plan).not.toContain('Seq Scan');
});
