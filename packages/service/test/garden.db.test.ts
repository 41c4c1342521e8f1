import { testDatabase } from '@holdfast/testkit';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createService, type Problem, type Service } from '../src/index.ts';
import { createLogger } from '../src/logs/logger.ts';
import { keepingLogger, nothingAnswers } from './alone.ts';
import { gardenMigrations } from './garden-database.ts';
import { GardenModule } from './garden/garden.module.ts';
import { readinessTold } from './readiness-told.ts';

const { owner, app, urls } = await testDatabase({ service: 'garden', packages: gardenMigrations });
const log = keepingLogger((stream) => createLogger({ service: 'garden', release: '1', level: 'trace' }, stream));
let service: Service;
beforeAll(async () => {
  const config = { ...nothingAnswers, DATABASE_URL: urls.app, RELAY_DATABASE_URL: urls.relay };
  service = await createService(GardenModule, config, { logger: log.logger });
});
afterAll(async () => {
  await service.app.close();
  await service.runtime.pools.close();
});

const plant = (key: string, body: object) =>
  service.app.inject({ method: 'POST', url: '/v1/plants', headers: { 'idempotency-key': key }, payload: body });
const plantsNamed = (name: string) => owner.selectFrom('garden.plant').select('id').where('name', '=', name).execute();
const waiting = (key: string) => owner.selectFrom('holdfast.outbox').selectAll().where('key', '=', key).execute();

describe('a request that changes something', () => {
  test('is kept with what it says, although no broker is there', async () => {
    const answer = await plant('k-1', { name: 'oak' });
    expect(answer.statusCode).toBe(202);
    const { plantId } = answer.json<{ plantId: string }>();
    expect(await plantsNamed('oak')).toEqual([{ id: plantId }]);
    expect((await waiting(plantId)).map(({ topic }) => topic as string)).toEqual(['garden.events', 'garden.commands']);
    expect((await service.app.inject({ url: `/v1/plants/${plantId}` })).json()).toEqual({ name: 'oak', litres: 0 });
  });

  test('has the same answer when it is sent again, and nothing new happens', async () => {
    const [first, again] = [await plant('k-2', { name: 'elm' }), await plant('k-2', { name: 'elm' })];
    expect(again.json()).toEqual(first.json());
    expect(again.statusCode).toBe(202);
    expect(await plantsNamed('elm')).toHaveLength(1);
  });

  test('happens once when it is sent several times at once', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => plant('k-3', { name: 'ash' })));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(await plantsNamed('ash')).toHaveLength(1);
  });

  test('is refused when its key was used for something else', async () => {
    await plant('k-4', { name: 'fir' });
    const answer = await plant('k-4', { name: 'yew' });
    expect(answer.json<Problem>()).toMatchObject({ status: 409, code: 'idempotency-key-reused' });
    expect(await plantsNamed('yew')).toEqual([]);
  });
});

describe('a request about something unknown', () => {
  test('answers with the code of the domain and the status of the table', async () => {
    const answer = await service.app.inject({ url: '/v1/plants/0198f7c5-7c54-7b1c-8f6a-3a8b6d6a5a11' });
    expect(answer.json<Problem>()).toMatchObject({ status: 404, code: 'plant-unknown' });
  });
});

describe('a log', () => {
  test('carries what the request was about', async () => {
    const { plantId } = (await plant('k-5', { name: 'lime' })).json<{ plantId: string }>();
    expect(log.lines()).toContainEqual(expect.objectContaining({ route: '/v1/plants', status: 202, subject: plantId }));
    expect(log.text()).not.toContain('lime');
  });
});

describe('readiness', () => {
  const ready = () => readinessTold(service);

  test('needs PostgreSQL and not Kafka', async () => {
    expect(await ready()).toMatchObject({
      http: 200,
      status: 'ready',
      service: 'garden',
      release: '2026.1',
      postgres: 'ok',
      kafka: 'missing',
      failing: [],
    });
  });

  test('does not wait for the connections that requests use', async () => {
    const held = await Promise.all(Array.from({ length: 10 }, () => holdConnection()));
    expect(await ready()).toMatchObject({ http: 200, postgres: 'ok' });
    held.forEach(({ release }) => release());
    await Promise.all(held.map(({ done }) => done));
  });
});

describe('connections that are cut', () => {
  const cut = () =>
    sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'app'`.execute(
      app,
    );

  const broken = () => log.lines().filter(({ msg }) => msg === 'a database connection broke').length;
  const answers = (key: string) => async () => (await plant(key, { name: 'moss' })).statusCode;

  test('while they were idle are replaced', async () => {
    await cut();
    await expect.poll(broken).toBeGreaterThan(0);
    await expect.poll(answers('k-6')).toBe(202);
  });

  // Nobody listens to a connection that is taken and runs no query: unheard, its end would end the process.
  test('in the middle of a transaction cost that transaction and nothing else', async () => {
    const held = await holdConnection();
    const before = broken();
    await cut();
    await expect.poll(broken).toBeGreaterThan(before);
    held.release();
    await expect(held.done).rejects.toThrow(/connection/i);
    await expect.poll(answers('k-7')).toBe(202);
  });
});

/** A transaction that is open and does nothing. */
async function holdConnection(): Promise<{ release: () => void; done: Promise<unknown> }> {
  const [taken, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const call = { actor: { id: 'somebody', roles: [] }, correlationId: 'c', traceparent: '' };
  const done = service.runtime.engine.transact(call, async () => {
    taken.resolve();
    await released.promise;
  });
  await Promise.race([taken.promise, done]);
  return { release: released.resolve, done };
}
