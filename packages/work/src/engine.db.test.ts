import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { testDatabase } from '@holdfast/testkit';
import { sql } from 'kysely';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  createGarden,
  gardenOn,
  migrations,
  plantTree,
  TreePlanted,
  WaterPlant,
  type GardenDb,
  type GardenScope,
} from '../test/garden.ts';
import { createEngine, currentCall, inCall, TransactionInTransaction, useCase, Work, type Call } from './index.ts';

const { owner, app } = await testDatabase<GardenDb>({ service: 'garden', packages: [migrations] });

beforeAll(async () => {
  await createGarden(owner);
});

afterEach(() => vi.useRealTimers());

const treesCalled = (id: string) => app.selectFrom('garden.tree').selectAll().where('id', '=', id).execute();
const saidAbout = (subject: string) =>
  app.selectFrom('garden.said').selectAll().where('subject', '=', subject).orderBy('position').execute();
const aCall: Call = { actor: { id: 'ann', roles: ['gardener'] }, correlationId: 'c-1', traceparent: '' };

describe('a use case that succeeds', () => {
  test('commits what it changed and what it said', async () => {
    const { work } = gardenOn(app);
    await expect(work.run(plantTree, { treeId: 'oak', heightMm: 900 })).resolves.toEqual({ planted: 'oak' });
    await expect(treesCalled('oak')).resolves.toHaveLength(1);
    await expect(saidAbout('oak')).resolves.toMatchObject([
      { type: 'garden.tree-planted', payload: '{"treeId":"oak","heightMm":900}' },
    ]);
  });

  test('says everything by one statement, which is the last', async () => {
    const { work, statements } = gardenOn(app);
    const plantTwo = useCase('garden.plant-two', async (_: null, { trees, publish }: GardenScope) => {
      publish(TreePlanted, { treeId: 'twins', heightMm: 1 });
      await trees.add('twin-1', 1);
      publish(TreePlanted, { treeId: 'twins', heightMm: 2 });
      await trees.add('twin-2', 2);
    });
    await work.run(plantTwo, null);
    expect(statements.slice(1)).toEqual(['insert garden.tree', 'insert garden.tree', 'insert garden.said']);
    const said = await saidAbout('twins');
    expect(said.map(({ payload }) => JSON.parse(payload).heightMm)).toEqual([1, 2]);
  });

  test('touches no outbox when it says nothing', async () => {
    const { work, outbox, statements } = gardenOn(app);
    await work.run(
      useCase('garden.rest', async (_: null, { trees }: GardenScope) => trees.add('quiet', 1)),
      null,
    );
    expect(statements.slice(1)).toEqual(['insert garden.tree']);
    expect(outbox.commits).toBe(0);
  });

  test('says what the data was when it was published', async () => {
    const { work } = gardenOn(app);
    const changeable = { treeId: 'ivy', heightMm: 1 };
    const sayAndChange = useCase('garden.change', async (_: null, { publish }: GardenScope) => {
      publish(TreePlanted, changeable);
      changeable.heightMm = 2;
    });
    await work.run(sayAndChange, null);
    await expect(saidAbout('ivy')).resolves.toMatchObject([{ payload: '{"treeId":"ivy","heightMm":1}' }]);
  });
});

describe('a use case that asks something of the outside', () => {
  const intendedFor = (key: string) => app.selectFrom('garden.intended').selectAll().where('key', '=', key).execute();
  const waterAndSay = useCase('garden.water', async (treeId: string, { trees, intend, publish }: GardenScope) => {
    intend(WaterPlant, { key: treeId, request: { plant: treeId, litres: 2 } });
    publish(TreePlanted, { treeId, heightMm: 1 });
    await trees.add(treeId, 1);
  });

  test('commits that with what it changed, before what it says', async () => {
    const { work, statements, intents } = gardenOn(app);
    await work.run(waterAndSay, 'lichen');
    expect(statements.slice(1)).toEqual(['insert garden.tree', 'insert garden.intended', 'insert garden.said']);
    const request = '{"plant":"lichen","litres":2}';
    await expect(intendedFor('lichen')).resolves.toEqual([{ effect: 'garden.water-plant', key: 'lichen', request }]);
    expect(intents.commits).toBe(1);
  });

  test('asks nothing when it fails, and nobody is told', async () => {
    const { work, intents } = gardenOn(app);
    const failing = useCase('garden.fail-to-water', async (treeId: string, scope: GardenScope) => {
      await waterAndSay(treeId, scope);
      throw new Error('a storm');
    });
    await expect(work.run(failing, 'fern')).rejects.toThrow('a storm');
    await expect(intendedFor('fern')).resolves.toEqual([]);
    expect(intents.commits).toBe(0);
  });

  test('tells nobody of a commit in which nothing was asked', async () => {
    const { work, intents } = gardenOn(app);
    await work.run(plantTree, { treeId: 'sedge', heightMm: 1 });
    expect(intents.commits).toBe(0);
  });

  test('cannot ask after it has returned', async () => {
    const { work } = gardenOn(app);
    let late: (() => void) | undefined;
    const keep = useCase('garden.keep', async (_: null, { intend }: GardenScope) => {
      late = () => intend(WaterPlant, { key: 'reed', request: { plant: 'reed', litres: 1 } });
    });
    await work.run(keep, null);
    expect(late).toThrow('garden.water-plant was intended after its use case had returned');
  });

  test('fails where there is nobody to write it down', async () => {
    const engine = createEngine({
      service: 'garden',
      database: app,
      parts: () => ({}),
      outbox: { write: async () => {}, committed: () => {} },
    });
    const water = useCase('garden.water-alone', async (_: null, { intend }: Pick<GardenScope, 'intend'>) => {
      intend(WaterPlant, { key: 'lone', request: { plant: 'lone', litres: 1 } });
    });
    await expect(new Work(engine).run(water, null)).rejects.toThrow('garden has nobody to perform garden.water-plant.');
  });

  test('has nothing to ask with in a read', async () => {
    const { work } = gardenOn(app);
    const namesIn = useCase('garden.names-in', async (_: null, scope: object) => Object.keys(scope).includes('intend'));
    await expect(work.read(namesIn, null)).resolves.toBe(false);
  });
});

describe('the points of a transaction', () => {
  test('are reached before and after COMMIT, and the relay is told last', async () => {
    const { work, outbox } = gardenOn(app);
    const heard: unknown[] = [];
    const listen = (facts: unknown, name: string | symbol) => heard.push([name, facts, outbox.commits]);
    const names = ['holdfast:work.committing', 'holdfast:work.committed'];
    for (const name of names) subscribe(name, listen);
    await inCall(aCall, () => work.run(plantTree, { treeId: 'elm', heightMm: 1 }));
    for (const name of names) unsubscribe(name, listen);
    const facts = { service: 'garden', correlationId: 'c-1', said: 1 };
    expect(heard).toEqual(names.map((name) => [name, facts, 0]));
    expect(outbox.commits).toBe(1);
  });
});

describe('calls that share a transaction', () => {
  const callOf = (name: string): Call => ({
    actor: { id: name, roles: [] },
    correlationId: name,
    traceparent: '',
    ids: () => () => `00000000-0000-7000-8000-${name.padStart(12, '0')}`,
  });
  const planting = (treeId: string) => async (scope: GardenScope) => {
    await plantTree({ treeId, heightMm: 1 }, scope);
    return { actor: scope.actor.id, correlationId: currentCall()?.correlationId };
  };

  test('have a scope each, and what they said is written by one statement, in sequence', async () => {
    const { engine, outbox, statements } = gardenOn(app);
    const answers = await engine.transactTogether(async ({ within }) => [
      await within(callOf('1'), planting('acer')),
      await within(callOf('2'), planting('alder')),
    ]);
    expect(answers).toEqual(['1', '2'].map((name) => ({ actor: name, correlationId: name })));
    expect(statements.slice(1)).toEqual(['insert garden.tree', 'insert garden.tree', 'insert garden.said']);
    const said = [...(await saidAbout('acer')), ...(await saidAbout('alder'))];
    expect(said.map(({ id, position }) => [id.slice(-1), position])).toEqual([
      ['1', 0],
      ['2', 1],
    ]);
    expect(outbox.commits).toBe(1);
  });

  test('are undone together when one of them fails', async () => {
    const { engine, outbox } = gardenOn(app);
    const together = engine.transactTogether(async ({ within }) => {
      await within(callOf('1'), planting('aspen'));
      await within(callOf('2'), () => Promise.reject(new Error('a storm')));
    });
    await expect(together).rejects.toThrow('a storm');
    expect([...(await treesCalled('aspen')), ...(await saidAbout('aspen'))]).toEqual([]);
    expect(outbox.commits).toBe(0);
  });

  test('end with their turn: the scope of one is closed while the next one runs', async () => {
    const { engine } = gardenOn(app);
    const together = engine.transactTogether(async ({ within }) => {
      const kept = await within(callOf('1'), (scope) => scope);
      await within(callOf('2'), () => kept.publish(TreePlanted, { treeId: 'late', heightMm: 1 }));
    });
    await expect(together).rejects.toThrow(/garden\.tree-planted\.v1 was published after its use case had returned/);
  });
});

describe('a use case that fails', () => {
  test('leaves nothing, and nobody is told', async () => {
    const { work, outbox } = gardenOn(app);
    const failing = useCase(
      'garden.fail',
      async (command: { treeId: string; heightMm: number }, scope: GardenScope) => {
        await plantTree(command, scope);
        throw new Error('a storm');
      },
    );
    await expect(work.run(failing, { treeId: 'ash', heightMm: 1 })).rejects.toThrow('a storm');
    expect([...(await treesCalled('ash')), ...(await saidAbout('ash'))]).toEqual([]);
    expect(outbox.commits).toBe(0);
  });

  test('fails at the line that says what does not fit', async () => {
    const { work } = gardenOn(app);
    const wrong = useCase('garden.wrong', async (_: null, { trees, publish }: GardenScope) => {
      await trees.add('fir', 1);
      publish(TreePlanted, { treeId: 'fir', heightMm: 0.5 });
      throw new Error('not reached');
    });
    await expect(work.run(wrong, null)).rejects.toThrow(/garden\.tree-planted\.v1 does not fit its contract: heightMm/);
    await expect(treesCalled('fir')).resolves.toEqual([]);
  });

  test('cannot hide an error of the database', async () => {
    const { work } = gardenOn(app);
    const careless = useCase('garden.careless', async (_: null, { trees }: GardenScope) => {
      await trees.add('yew', 1);
      await trees.add('yew', 1).catch(() => 'no matter');
    });
    await expect(work.run(careless, null)).rejects.toThrow('rolled back instead of committed');
    await expect(treesCalled('yew')).resolves.toEqual([]);
  });

  test('is told when it says something after it has returned', async () => {
    const { work } = gardenOn(app);
    const hasty = useCase('garden.hasty', async (_: null, { publish }: GardenScope) => () => {
      publish(TreePlanted, { treeId: 'late', heightMm: 1 });
    });
    expect(await work.run(hasty, null)).toThrow(/published after its use case had returned/);
  });
});

describe('what a scope knows', () => {
  const askScope = useCase('garden.ask', async (_: null, { now, actor, cause, trees }: GardenScope) => {
    const { rows } = await sql<{ now: Date }>`select now() as now`.execute(trees.trx);
    return { now, actor, cause, databaseNow: rows[0]?.now };
  });

  test('is the time of the database and not of the process', async () => {
    const { work } = gardenOn(app);
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2001-01-01T00:00:00Z') });
    const { now, databaseNow } = await work.run(askScope, null);
    expect(now).toEqual(databaseNow);
    expect(now.getFullYear()).toBeGreaterThan(2001);
  });

  test('is who asked and what led here', async () => {
    const { work } = gardenOn(app);
    const cause = { messageId: 'm-1', correlationId: 'c-1', at: new Date(0) };
    await expect(inCall({ ...aCall, cause }, () => work.run(askScope, null))).resolves.toMatchObject({
      actor: aCall.actor,
      cause,
    });
    const scope = await work.run(askScope, null);
    expect([scope.actor, scope.cause]).toEqual([{ id: 'anonymous', roles: [] }, undefined]);
  });

  test('can be found by a log while it runs', async () => {
    const { work } = gardenOn(app);
    const look = useCase('garden.look', async () => currentCall()?.correlationId);
    await expect(inCall(aCall, () => work.run(look, null))).resolves.toBe('c-1');
    await expect(work.run(look, null)).resolves.toMatch(/^[0-9a-f-]{36}$/);
    await expect(inCall(aCall, () => work.read(look, null))).resolves.toBe('c-1');
    expect(currentCall()).toBeUndefined();
  });
});

describe('a read', () => {
  test('answers', async () => {
    const { work } = gardenOn(app);
    await work.run(plantTree, { treeId: 'lime', heightMm: 7 });
    const heightOf = useCase(
      'garden.height-of',
      async (id: string, { trees, now, actor }: Pick<GardenScope, 'trees' | 'now' | 'actor'>) => {
        return { height: await trees.heightOf(id), isDate: now instanceof Date, actor: actor.id };
      },
    );
    await expect(work.read(heightOf, 'lime')).resolves.toEqual({ height: 7, isDate: true, actor: 'anonymous' });
  });

  test('cannot write', async () => {
    const { work } = gardenOn(app);
    const sneak = useCase('garden.sneak', (_: null, { trees }: Pick<GardenScope, 'trees'>) => trees.add('moss', 1));
    await expect(work.read(sneak, null)).rejects.toMatchObject({ code: '25006' });
    await expect(treesCalled('moss')).resolves.toEqual([]);
  });

  test('has nothing to say with', async () => {
    const { work } = gardenOn(app);
    const namesIn = useCase('garden.names', async (_: null, scope: object) => Object.keys(scope));
    await expect(work.read(namesIn, null)).resolves.toEqual(['trees', 'now', 'actor']);
  });

  test('sees one state, whatever is committed meanwhile', async () => {
    const { work } = gardenOn(app);
    await work.run(plantTree, { treeId: 'vine', heightMm: 1 });
    const lookTwice = useCase('garden.look-twice', async (id: string, { trees }: Pick<GardenScope, 'trees'>) => {
      const before = await trees.heightOf(id);
      await app.updateTable('garden.tree').set({ height_mm: 2 }).where('id', '=', id).execute();
      return [before, await trees.heightOf(id)];
    });
    await expect(work.read(lookTwice, 'vine')).resolves.toEqual([1, 1]);
  });
});

describe('a use case that runs another one', () => {
  test('does so in its own scope', async () => {
    const { work } = gardenOn(app);
    const both = useCase('garden.both', async (_: null, scope: GardenScope) => {
      await plantTree({ treeId: 'plum', heightMm: 1 }, scope);
      await plantTree({ treeId: 'pear', heightMm: 1 }, scope);
      throw new Error('hail');
    });
    await expect(work.run(both, null)).rejects.toThrow('hail');
    expect([...(await treesCalled('plum')), ...(await treesCalled('pear'))]).toEqual([]);
  });

  test('is refused a second transaction, to read as to write', async () => {
    const { work } = gardenOn(app);
    const nested = useCase('garden.nested', () => work.run(plantTree, { treeId: 'nut', heightMm: 1 }));
    const nestedRead = useCase('garden.nested-read', () =>
      work.read(
        useCase('garden.any', async () => 1),
        null,
      ),
    );
    await expect(work.run(nested, null)).rejects.toThrow(TransactionInTransaction);
    await expect(work.run(nestedRead, null)).rejects.toThrow(/otherUseCase\(command, scope\)/);
    await expect(treesCalled('nut')).resolves.toEqual([]);
  });

  test('may begin what opens a transaction after its own has ended', async () => {
    const { work } = gardenOn(app);
    const ended = Promise.withResolvers<void>();
    let later = Promise.resolve({ planted: '' });
    const begin = useCase('garden.begin', async () => {
      later = ended.promise.then(() => work.run(plantTree, { treeId: 'fig', heightMm: 1 }));
    });
    await work.run(begin, null);
    ended.resolve();
    await expect(later).resolves.toEqual({ planted: 'fig' });
  });
});
