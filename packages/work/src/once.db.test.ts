import { testDatabase } from '@holdfast/testkit';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { createGarden, gardenOn, migrations, plantTree, type GardenDb, type GardenScope } from '../test/garden.ts';
import { IdempotencyKeyReused, inCall, useCase, type Once } from './index.ts';

const { owner, app } = await testDatabase<GardenDb>({ service: 'garden', packages: [migrations] });

beforeAll(async () => {
  await createGarden(owner);
});

const as = (id: string) => ({ actor: { id, roles: [] }, correlationId: 'c-1', traceparent: '' });
const once = (key: string, bodyHash = 'h-1'): { once: Once } => ({ once: { key, bodyHash } });
const treesCalled = (id: string) => app.selectFrom('garden.tree').selectAll().where('id', '=', id).execute();

describe('a request that comes again under its key', () => {
  test('is given the first answer, and nothing new happens', async () => {
    const { work, outbox } = gardenOn(app);
    const first = await work.run(plantTree, { treeId: 'oak', heightMm: 1 }, once('k-1'));
    // The second command is another one, so that an answer made from it would be seen. The hash is what counts.
    const second = await work.run(plantTree, { treeId: 'elm', heightMm: 1 }, once('k-1'));
    expect([first, second]).toEqual([{ planted: 'oak' }, { planted: 'oak' }]);
    await expect(treesCalled('elm')).resolves.toEqual([]);
    expect(outbox.commits).toBe(1);
  });

  test('is given the same answer letter by letter, and of the same kind as the first time', async () => {
    const { work } = gardenOn(app);
    const answers: unknown[] = [undefined, null, 'text', [1, 'two'], { z: 1, a: { at: new Date(0), none: undefined } }];
    for (const [at, answer] of answers.entries()) {
      const ask = useCase('garden.ask', async () => answer);
      const [first, second] = [await work.run(ask, null, once(`a-${at}`)), await work.run(ask, null, once(`a-${at}`))];
      expect(JSON.stringify(second)).toBe(JSON.stringify(answer));
      expect(first).toStrictEqual(second);
    }
  });

  test('with another body is refused, and the first answer stands', async () => {
    const { work } = gardenOn(app);
    const first = await work.run(plantTree, { treeId: 'ash', heightMm: 1 }, once('k-2'));
    const other = work.run(plantTree, { treeId: 'fir', heightMm: 1 }, once('k-2', 'h-2'));
    await expect(other).rejects.toThrow(IdempotencyKeyReused);
    await expect(other).rejects.toMatchObject({ code: 'idempotency-key-reused', key: 'k-2' });
    await expect(treesCalled('fir')).resolves.toEqual([]);
    await expect(work.run(plantTree, { treeId: 'ash', heightMm: 1 }, once('k-2'))).resolves.toEqual(first);
  });
});

describe('a key', () => {
  test('belongs to an actor and a use case', async () => {
    const { work } = gardenOn(app);
    const count = useCase('garden.count', async () => 'counted');
    const ann = await inCall(as('ann'), () => work.run(plantTree, { treeId: 'ann', heightMm: 1 }, once('k-3')));
    const ben = await inCall(as('ben'), () => work.run(plantTree, { treeId: 'ben', heightMm: 1 }, once('k-3', 'h-9')));
    const counted = await inCall(as('ann'), () => work.run(count, null, once('k-3', 'h-8')));
    expect([ann, ben, counted]).toEqual([{ planted: 'ann' }, { planted: 'ben' }, 'counted']);
  });

  test('is free again after a failure', async () => {
    const { work } = gardenOn(app);
    const fail = useCase('garden.plant-tree', async (command: { treeId: string }, { trees }: GardenScope) => {
      await trees.add(command.treeId, 1);
      throw new Error('frost');
    });
    await expect(work.run(fail, { treeId: 'yew' }, once('k-4'))).rejects.toThrow('frost');
    const again = await work.run(plantTree, { treeId: 'yew', heightMm: 1 }, once('k-4', 'h-2'));
    expect(again).toEqual({ planted: 'yew' });
  });
});

describe('two requests at once under one key', () => {
  test('have one effect and one answer', async () => {
    const { work } = gardenOn(app);
    const [arrived, mayGoOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const runs: string[] = [];
    const slow = useCase('garden.slow', async (treeId: string, scope: GardenScope) => {
      runs.push(treeId);
      arrived.resolve();
      await mayGoOn.promise;
      return plantTree({ treeId, heightMm: 1 }, scope);
    });
    const first = work.run(slow, 'first', once('k-5'));
    await arrived.promise;
    const second = work.run(slow, 'second', once('k-5'));
    await someoneWaits();
    mayGoOn.resolve();
    await expect(Promise.all([first, second])).resolves.toEqual([{ planted: 'first' }, { planted: 'first' }]);
    expect(runs).toEqual(['first']);
  });

  test('let the second one through when the first one fails', async () => {
    const { work } = gardenOn(app);
    const [arrived, mayGoOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const runs: string[] = [];
    const firstFails = useCase('garden.first-fails', async (treeId: string, scope: GardenScope) => {
      runs.push(treeId);
      if (runs.length > 1) return plantTree({ treeId, heightMm: 1 }, scope);
      arrived.resolve();
      await mayGoOn.promise;
      throw new Error('frost');
    });
    const first = work.run(firstFails, 'third', once('k-6')).catch(String);
    await arrived.promise;
    const second = work.run(firstFails, 'fourth', once('k-6'));
    await someoneWaits();
    mayGoOn.resolve();
    await expect(first).resolves.toBe('Error: frost');
    await expect(second).resolves.toEqual({ planted: 'fourth' });
  });

  test('have one effect, however many come', async () => {
    const { work, outbox } = gardenOn(app);
    const requests = Array.from({ length: 8 }, (_, at) =>
      work.run(plantTree, { treeId: `many-${at}`, heightMm: 1 }, once('k-7')),
    );
    const answers = await Promise.all(requests);
    expect(new Set(answers.map(({ planted }) => planted)).size).toBe(1);
    expect(outbox.commits).toBe(1);
  });
});

/** Resolves once a connection of this database waits for the lock of another. */
async function someoneWaits(): Promise<void> {
  await expect
    .poll(async () => {
      const { rows } = await sql`
        select from pg_locks join pg_stat_activity using (pid) where not granted and datname = current_database()`.execute(
        app,
      );
      return rows.length;
    })
    .toBeGreaterThan(0);
}
