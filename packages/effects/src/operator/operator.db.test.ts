import { createEngine, inCall } from '@holdfast/work';
import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { effectsDatabase, emptied, makeDue } from '../../test/effects-database.ts';
import { FakeSprinkler, watered, watering, WaterPlant } from '../../test/garden.ts';
import { createIntents } from '../create-intents.ts';
import { Executor } from '../executor/executor.ts';
import { postgresEffectStore } from '../store/postgres-effect-store.ts';
import { decide, decisionIn } from './decide.ts';
import { parkedIn } from './parked-in.ts';

const database = await effectsDatabase();
const store = postgresEffectStore(database.app);
const diary: { key: string; outcome: unknown }[] = [];
const engine = createEngine({
  service: 'garden',
  database: database.app,
  parts: () => ({
    diary: {
      write: async (key: string, outcome: unknown) => {
        if (bug) throw bug;
        diary.push({ key, outcome });
      },
    },
  }),
  outbox: { write: async () => {}, committed: () => {} },
  intents: createIntents({ store }),
});

let bug: Error | undefined;
let sprinkler: FakeSprinkler;
let executor: Executor;

beforeEach(async () => {
  await emptied(database);
  diary.length = 0;
  bug = undefined;
  sprinkler = new FakeSprinkler();
  const settings = { undecided: 1, backoff: { firstMs: 0, longestMs: 0 } };
  executor = new Executor({ service: 'garden', store, engine, performances: [watering(sprinkler)], settings });
});

const water = async (plant: string) => {
  const call = { actor: { id: 'ann', roles: [] }, correlationId: 'c-1', traceparent: '', subject: plant };
  await inCall(call, () =>
    engine.transact(call, async ({ scope }) => scope.intend(WaterPlant, { key: plant, request: { plant, litres: 2 } })),
  );
};

const park = async (plant: string) => {
  const burst = async (): Promise<never> => {
    throw new Error('the hose burst');
  };
  Object.assign(sprinkler, { onPerform: burst, onFindOut: burst });
  await water(plant);
  await executor.runOnce();
  await sql`update holdfast.effect_intent set attempts = 3 where key = ${plant}`.execute(database.owner);
  await makeDue(database);
  await executor.runOnce();
  const [item] = await parkedIn(database.owner);
  return item!;
};
const because = { because: 'the meter says so', decidedBy: 'ben' };

describe('what waits for a person', () => {
  test('is told with what was asked, why, and since when', async () => {
    const item = await park('oak');
    expect(item).toMatchObject({
      kind: 'parked',
      position: '1',
      effect: 'garden.water-plant',
      key: 'oak',
      request: { plant: 'oak', litres: 2 },
      reason: 'The outside does not know what came of it.',
      attempts: 3,
      correlationId: 'c-1',
      subject: 'oak',
    });
    expect([item.since, item.intendedAt].every((at) => at instanceof Date)).toBe(true);
    expect(item).not.toHaveProperty('told');
    expect(await parkedIn(database.app)).toEqual([item]);
  });

  test('may be a contradiction, with both that were told', async () => {
    await water('oak');
    await executor.runOnce();
    const refused = { result: 'refused', reason: 'frost' } as const;
    expect(await executor.learn(WaterPlant, { key: 'oak', outcome: refused })).toBe('contradicts');
    expect(await parkedIn(database.owner)).toMatchObject([
      { kind: 'contradiction', key: 'oak', outcome: watered, told: [refused] },
    ]);
  });

  test.each(['a\0', '\uD800'])('may be an answer with %j, which PostgreSQL cannot store', async (reason) => {
    const answer = async () => ({ result: 'refused', reason }) as const;
    const failing = () => Promise.reject(new Error(reason));
    Object.assign(sprinkler, { onPerform: failing, onFindOut: answer, onGiveUp: answer });
    await water('oak');
    await executor.runOnce();
    await sql`update holdfast.effect_intent set attempts = 3`.execute(database.owner);
    await makeDue(database);
    await executor.runOnce();
    expect(await parkedIn(database.owner)).toMatchObject([
      { kind: 'parked', key: 'oak', reason: expect.stringContaining('cannot be stored') },
    ]);
  });

  test('may be told of another call, which is said where it is parked', async () => {
    const { id } = await park('oak');
    const told = { key: 'oak', idempotencyKey: 'another', outcome: watered };
    expect(await executor.learn(WaterPlant, told)).toBe('contradicts');
    expect(await parkedIn(database.owner)).toMatchObject([
      { id, kind: 'parked', told: [watered], otherKeys: ['another'] },
    ]);
    await decide(database.owner, { id, outcome: 'abandoned', ...because });
    await executor.runOnce();
    expect(await parkedIn(database.owner)).toMatchObject([
      { id, kind: 'contradiction', outcome: 'abandoned', told: [watered], otherKeys: ['another'] },
    ]);
  });

  test('may be that nothing can be concluded from what is known', async () => {
    bug = new Error('out of ink');
    await water('oak');
    await executor.runOnce();
    const [item, ...more] = await parkedIn(database.owner);
    expect(item).toMatchObject({ kind: 'stuck', key: 'oak', reason: 'out of ink', attempts: 1, outcome: watered });
    expect([item?.since instanceof Date, item && 'told' in item, more]).toEqual([true, false, []]);
    bug = undefined;
    await makeDue(database);
    await executor.runOnce();
    expect(await parkedIn(database.owner)).toEqual([]);
  });

  test('is nothing when all is well', async () => {
    await water('oak');
    await executor.runOnce();
    expect(await parkedIn(database.owner)).toEqual([]);
  });
});

describe('a decision', () => {
  test('waits for the service, is concluded by it, and stays as the record', async () => {
    const { id } = await park('oak');
    const written = await decide(database.owner, { id, outcome: watered, ...because });
    if (written === 'unknown-intent') throw new Error(written);
    expect(await decisionIn(database.owner, written.decision)).toEqual({ state: 'open', isConcluded: false });
    await executor.runOnce();
    expect(await decisionIn(database.owner, written.decision)).toEqual({ state: 'accepted', isConcluded: true });
    expect(diary).toEqual([{ key: 'oak', outcome: watered }]);
    expect(await parkedIn(database.owner)).toEqual([]);
    const { rows } = await sql`select intent, outcome, because, decided_by from holdfast.effect_decision`.execute(
      database.owner,
    );
    expect(rows).toEqual([{ intent: id, outcome: watered, because: 'the meter says so', decided_by: 'ben' }]);
  });

  test('to abandon is concluded so', async () => {
    const { id } = await park('oak');
    await decide(database.app, { id, outcome: 'abandoned', ...because });
    await executor.runOnce();
    expect(diary).toEqual([{ key: 'oak', outcome: 'abandoned' }]);
  });

  test('that is no outcome of its effect is refused with the reason, and the next one counts', async () => {
    const { id } = await park('oak');
    const wrong = await decide(database.owner, { id, outcome: { result: 'dry' }, ...because });
    await executor.runOnce();
    if (wrong === 'unknown-intent') throw new Error(wrong);
    const refused = await decisionIn(database.owner, wrong.decision);
    expect(refused).toMatchObject({ state: 'refused', isConcluded: false });
    expect(refused?.refusal?.split('\n')).toEqual([
      'This is no outcome of garden.water-plant:',
      "✖ Invalid discriminator value. Expected 'watered' | 'refused'",
      '  → at result',
    ]);
    await decide(database.owner, { id, outcome: watered, ...because });
    await executor.runOnce();
    expect(diary).toHaveLength(1);
  });

  test('written twice is concluded once', async () => {
    const { id } = await park('oak');
    await decide(database.owner, { id, outcome: watered, ...because });
    await decide(database.owner, { id, outcome: watered, ...because });
    await Promise.all([executor.runOnce(), executor.runOnce()]);
    expect(diary).toHaveLength(1);
  });

  test.each(['0f8fad5b-d9cb-469f-a165-70867728950e', 'oak', ''])(
    'about %j, which nobody intended, is told so',
    async (id) => {
      expect(await decide(database.owner, { id, outcome: watered, ...because })).toBe('unknown-intent');
      expect(await decisionIn(database.owner, '1')).toBeUndefined();
    },
  );

  test('has a reason', async () => {
    const { id } = await park('oak');
    await expect(decide(database.owner, { id, outcome: watered, ...because, because: '' })).rejects.toThrow(
      'check constraint',
    );
  });
});
