import { randomUUID } from 'node:crypto';
import { eventually, testDatabase } from '@holdfast/testkit';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createService, type Problem, type Service } from '../src/index.ts';
import { shutDown } from '../src/runtime/shut-down.ts';
import { keepingLogger, nothingAnswers } from './alone.ts';
import { gardenMigrations } from './garden-database.ts';
import { readinessTold } from './readiness-told.ts';
import { gate, sprinkledWith, Sprinkler, sprinkler } from './sprinkled/sprinkled.module.ts';

const { owner, urls } = await testDatabase({ service: 'garden', packages: gardenMigrations });
const config = { ...nothingAnswers, DATABASE_URL: urls.app, RELAY_DATABASE_URL: urls.relay };

let service: Service;
const create = (performers = [Sprinkler]) =>
  createService(sprinkledWith(performers), config, { logger: keepingLogger().logger });
const end = async ({ app, runtime }: Service) => {
  await app.close();
  await runtime.pools.close();
};
beforeAll(async () => {
  service = await create();
});
afterAll(() => end(service));

const obedient = sprinkler.answer;
beforeEach(async () => {
  await sql`truncate holdfast.effect_intent, holdfast.effect_contradiction, holdfast.effect_decision`.execute(owner);
  sprinkler.calls.length = 0;
  sprinkler.answer = obedient;
});

const post = async (url: string, payload: object, { app } = service) =>
  app.inject({
    method: 'POST',
    url,
    payload,
    headers: { 'idempotency-key': randomUUID(), 'x-correlation-id': 'spring' },
  });
const plant = async (more: object = {}, at = service) => {
  const id = randomUUID();
  const answer = await post('/plants', { id, ...more }, at);
  return { id, answer };
};
const litresOf = async (id: string) =>
  (await owner.selectFrom('garden.plant').select('litres').where('id', '=', id).executeTakeFirst())?.litres as unknown;
const saidOf = (id: string) => owner.selectFrom('holdfast.outbox').select('key').where('key', '=', id).execute();
const ready = (at = service) => readinessTold(at);

describe('an effect that a use case intends', () => {
  test('is performed once, after the commit, and concluded with what it says', async () => {
    const { id, answer } = await plant();
    expect([answer.statusCode, sprinkler.calls.length, await litresOf(id)]).toEqual([201, 0, 0]);
    expect(await service.runtime.effects.runOnce()).toBe(1);
    expect(await service.runtime.effects.runOnce()).toBe(0);
    expect(sprinkler.calls).toMatchObject([{ attempt: { number: 1 } }]);
    expect([await litresOf(id), await saidOf(id)]).toEqual([3, [{ key: id }]]);
  });

  test('and that nobody performs, leaves nothing', async () => {
    const { id, answer } = await plant({ mow: true });
    expect(answer.json<Problem>()).toMatchObject({ status: 500, code: 'internal' });
    expect(await litresOf(id)).toBeUndefined();
  });
});

describe('a controller that is given Effects', () => {
  test('says inside its request what the outside has told, once', async () => {
    const { id } = await plant();
    const told = async (litres: number) => (await post('/told', { id, litres })).json<{ learned: string }>().learned;
    expect([await told(7), await told(7), await told(8)]).toEqual(['concluded', 'known', 'contradicts']);
    expect(await service.runtime.effects.runOnce()).toBe(0);
    expect([await litresOf(id), (await saidOf(id)).length, sprinkler.calls.length]).toEqual([7, 1, 0]);
    expect((await post('/told', { id: randomUUID(), litres: 1 })).json()).toEqual({ learned: 'unknown-intent' });
  });
});

describe('readiness', () => {
  test('shows what waits and what is parked, and is not affected', async () => {
    const [{ id }] = [await plant(), await plant()];
    await sql`update holdfast.effect_intent set state = 'parked', parked_at = now() where key = ${id}`.execute(owner);
    await post('/told', { id, litres: 1 });
    await post('/told', { id, litres: 2 });
    sprinkler.answer = () => Promise.reject(new Error('the pipe is dry'));
    await service.runtime.effects.runOnce();
    expect(await ready()).toMatchObject({
      http: 200,
      status: 'ready',
      effects: { waiting: 1, parked: 0, contradictions: 1, stuck: 0 },
    });
  });

  test('says nothing of effects where there are none', async () => {
    const other = await create([]);
    expect(await ready(other)).toMatchObject({ http: 200, status: 'ready' });
    expect(await ready(other)).not.toHaveProperty('effects');
    expect((await post('/told', { id: randomUUID(), litres: 1 }, other)).statusCode).toBe(500);
    await end(other);
  });
});

const gateOf = () => Promise.withResolvers<void>();

describe('a service that runs', () => {
  const start = async () => {
    const running = await create();
    running.runtime.start(running.edges, { onDead: () => {}, onRefused: () => {} });
    return running;
  };

  test('performs by itself, and ends with the attempt in hand, its conclusion and its messages', async () => {
    const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    sprinkler.answer = async () => (asked.resolve(), await answered.promise, { result: 'sprinkled', litres: 5 });
    const running = await start();
    const { id } = await plant({}, running);
    await asked.promise;
    const left = shutDown(running, 10_000);
    const later = await plant();
    answered.resolve();
    expect(await left).toEqual([]);
    expect([await litresOf(id), await litresOf(later.id), sprinkler.calls.length]).toEqual([5, 0, 1]);
    expect(await saidOf(id)).toHaveLength(1);
  });

  test('begins no attempt once it is told to end, also for a request that is still inside', async () => {
    const [arrived, opened, over] = [gateOf(), gateOf(), gateOf()];
    Object.assign(gate, { arrived: arrived.resolve, opened: opened.promise, left: over.promise });
    const running = await start();
    const id = randomUUID();
    const answer = post('/plants-later', { id }, running);
    await arrived.promise;
    const stopping = vi.spyOn(running.runtime.effects, 'stop');
    const left = shutDown(running, 10_000);
    // The look that it was at may still find something.
    await stopping.mock.results[0]?.value;
    opened.resolve();
    await eventually(async () => (await litresOf(id)) === 0, { what: 'the intent' });
    // Longer than a look takes, which an intent brings about at once.
    for (let queries = 0; queries < 30; queries += 1) await sql`select 1`.execute(running.runtime.pools.app);
    over.resolve();
    expect([(await answer).statusCode, await left]).toEqual([201, []]);
    expect([await litresOf(id), sprinkler.calls.length]).toEqual([0, 0]);
  });

  test('does not wait for ever: the attempt is aborted, and the next process finds out', async () => {
    sprinkler.answer = ({ signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('hung up'))));
    const running = await start();
    const { id } = await plant({}, running);
    await eventually(() => sprinkler.calls.length === 1, { what: 'an attempt' });
    expect(await shutDown(running, 1_500)).toEqual([]);
    sprinkler.answer = obedient;
    await eventually(
      async () => {
        await service.runtime.effects.runOnce();
        return (await litresOf(id)) === 3;
      },
      { what: 'the conclusion by another process' },
    );
  });
});
