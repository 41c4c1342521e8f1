import { testDatabase } from '@holdfast/testkit';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  createGarden,
  gardenOn,
  migrations,
  plantTree,
  TreePlanted,
  type GardenDb,
  type GardenScope,
} from '../test/garden.ts';
import { idsDerivedFrom, inCall, newMessageId, useCase } from './index.ts';

const { owner, app } = await testDatabase<GardenDb>({ service: 'garden', packages: [migrations] });

beforeAll(async () => {
  await createGarden(owner);
  await sql`create table garden.plot (id text, state text) partition by list (state)`.execute(owner);
  await sql`create table garden.plot_free partition of garden.plot for values in ('free')`.execute(owner);
  await sql`create table garden.plot_let partition of garden.plot for values in ('let')`.execute(owner);
  await sql`insert into garden.plot values ('south', 'free')`.execute(owner);
});

const saidAbout = (subject: string) =>
  app.selectFrom('garden.said').selectAll().where('subject', '=', subject).orderBy('position').execute();

describe('a use case that loses a deadlock', () => {
  test('is run again from its beginning, and says things once', async () => {
    const { work, outbox } = gardenOn(app);
    await Promise.all(['a', 'b'].map((treeId) => work.run(plantTree, { treeId, heightMm: 1 })));
    const bothHoldOne = meeting(2);
    const attempts: string[] = [];
    const growBoth = useCase('garden.grow-both', async (trees: [string, string], scope: GardenScope) => {
      attempts.push(scope.now.toISOString());
      await scope.trees.grow(trees[0]);
      scope.publish(TreePlanted, { treeId: 'grown', heightMm: attempts.length });
      await bothHoldOne();
      await scope.trees.grow(trees[1]);
    });
    await Promise.all([work.run(growBoth, ['a', 'b']), work.run(growBoth, ['b', 'a'])]);
    expect(attempts).toHaveLength(3);
    expect(attempts.at(-1)! > attempts[0]!).toBe(true);
    await expect(saidAbout('grown')).resolves.toHaveLength(2);
    const heights = await app.selectFrom('garden.tree').select('height_mm').where('id', 'in', ['a', 'b']).execute();
    expect(heights).toEqual([{ height_mm: 3 }, { height_mm: 3 }]);
    expect(outbox.commits).toBe(4);
  });

  test('names the same things again when its ids are derived', async () => {
    const { work } = gardenOn(app);
    await Promise.all(['c', 'd'].map((treeId) => work.run(plantTree, { treeId, heightMm: 1 })));
    const bothHoldOne = meeting(2);
    const named: string[] = [];
    const nameAndGrow = useCase('garden.name', async (trees: [string, string], scope: GardenScope) => {
      named.push(`${trees[0]} ${scope.newId()}`);
      scope.publish(TreePlanted, { treeId: `said-${trees[0]}`, heightMm: 1 });
      await scope.trees.grow(trees[0]);
      await bothHoldOne();
      await scope.trees.grow(trees[1]);
    });
    const messageIds = { c: newMessageId(), d: newMessageId() };
    const runAs = (trees: ['c' | 'd', 'c' | 'd']) =>
      inCall({ ...aCall, ids: () => idsDerivedFrom(messageIds[trees[0]], 'garden.namer') }, () =>
        work.run(nameAndGrow, trees),
      );
    await Promise.all([runAs(['c', 'd']), runAs(['d', 'c'])]);
    expect(named).toHaveLength(3);
    expect(new Set(named).size).toBe(2);
    const ids = idsDerivedFrom(messageIds.c, 'garden.namer');
    expect([named.includes(`c ${ids()}`), (await saidAbout('said-c')).map(({ id }) => id)]).toEqual([true, [ids()]]);
  });
});

describe('a use case that meets a serialization failure', () => {
  test('is run again', async () => {
    const { work } = gardenOn(app);
    // PostgreSQL cannot follow a row that another transaction moves to another partition, not even under READ COMMITTED.
    const otherMoves = await app.startTransaction().execute();
    await sql`update garden.plot set state = 'let' where id = 'south'`.execute(otherMoves);
    const attempts: number[] = [];
    const letPlot = useCase('garden.let-plot', async (_: null, { trees }: GardenScope) => {
      attempts.push(attempts.length);
      const { numAffectedRows } = await sql`update garden.plot set state = 'let' where id = 'south'`.execute(trees.trx);
      return numAffectedRows;
    });
    const letting = work.run(letPlot, null);
    await someoneWaits();
    await otherMoves.commit().execute();
    await expect(letting).resolves.toBe(1n);
    expect(attempts).toHaveLength(2);
  });

  test('is given up after ten attempts, with the error of the database', async () => {
    const { work } = gardenOn(app);
    const attempts: number[] = [];
    const hopeless = useCase('garden.hopeless', async (_: null, { trees }: GardenScope) => {
      attempts.push(attempts.length);
      await sql`do $$ begin raise exception 'once more' using errcode = '40001'; end $$`.execute(trees.trx);
    });
    await expect(work.run(hopeless, null)).rejects.toMatchObject({ code: '40001' });
    expect(attempts).toHaveLength(10);
  });
});

describe('a use case that fails for another reason', () => {
  test('is not run again', async () => {
    const { work } = gardenOn(app);
    const attempts: number[] = [];
    const twice = useCase('garden.twice', async (_: null, { trees }: GardenScope) => {
      attempts.push(attempts.length);
      await trees.add('twice', 1);
      await trees.add('twice', 1);
    });
    await expect(work.run(twice, null)).rejects.toMatchObject({ code: '23505' });
    expect(attempts).toHaveLength(1);
  });
});

const aCall = { actor: { id: 'ann', roles: [] }, correlationId: 'c-1', traceparent: '' };

/** Lets everybody go on when the given number has come; whoever comes later goes on at once. */
function meeting(size: number): () => Promise<void> {
  const full = Promise.withResolvers<void>();
  let present = 0;
  return () => {
    present += 1;
    if (present === size) full.resolve();
    return full.promise;
  };
}

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
