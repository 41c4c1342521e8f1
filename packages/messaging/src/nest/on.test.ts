import { describe, expect, test } from 'vitest';
import { Growth, TreeFell } from '../../test/garden.ts';
import { deliver } from '../testing/deliver.ts';
import { TreeGrew } from '../../test/garden.ts';
import { handlersOf, On, OnBatch } from './on.ts';

class Diary {
  readonly #name = 'diary';

  @On(Growth, { consumer: 'diary.growth' })
  async grew({ treeId, number }: { treeId: string; number: number }, scope: { today: string }) {
    return `${scope.today} ${this.#name}: ${treeId} ${number}`;
  }

  @On(TreeFell, { consumer: 'diary.falls' })
  async fell({ treeId }: { treeId: string }) {
    return `${treeId} fell`;
  }

  async reread() {}
}

class Almanac extends Diary {
  @On(TreeFell, { consumer: 'almanac.falls' })
  async noted() {}
}

class Census {
  readonly #town = 'census';

  @OnBatch(Growth, { consumer: 'census.growth' })
  async grew(all: readonly { treeId: string }[], { today }: { today: string }) {
    return `${today} ${this.#town}: ${all.map(({ treeId }) => treeId).join()}`;
  }

  @On(TreeFell, { consumer: 'census.falls', tooLate: 'nobodyAsksAnyMore' })
  async fell({ treeId }: { treeId: string }) {
    return treeId;
  }

  async nobodyAsksAnyMore({ treeId }: { treeId: string }) {
    return `${this.#town}: ${treeId} too late`;
  }
}

describe('a provider with @On methods', () => {
  test('has a handler for each of them', () => {
    expect(handlersOf([new Diary()]).map(({ consumer, need }) => [consumer, need])).toEqual([
      ['diary.growth', Growth],
      ['diary.falls', TreeFell],
    ]);
  });

  test('is called as itself', async () => {
    const [handler] = handlersOf([new Diary()]);
    expect(await handler!.run({ treeId: 'oak', number: 1 }, { today: 'Tuesday' })).toBe('Tuesday diary: oak 1');
  });

  test('has the handlers of the class that it extends', () => {
    expect(handlersOf([new Almanac()]).map(({ consumer }) => consumer)).toEqual([
      'almanac.falls',
      'diary.growth',
      'diary.falls',
    ]);
  });

  test('takes many at once where it says so', async () => {
    const [growth, falls] = handlersOf([new Census()]);
    expect([growth!.isForBatches, falls!.isForBatches]).toEqual([true, undefined]);
    const all = [{ treeId: 'oak' }, { treeId: 'elm' }];
    expect(await growth!.run(all, { today: 'Tuesday' })).toBe('Tuesday census: oak,elm');
    const data = { treeId: 'oak', number: 1, note: 'sunny' };
    expect(await deliver(new Census(), TreeGrew, data, { today: 'Tuesday' })).toEqual(['Tuesday census: oak']);
  });

  test('has another method for what comes too late', async () => {
    const [, falls] = handlersOf([new Census()]);
    expect(await falls!.tooLate!({ treeId: 'oak' }, {})).toBe('census: oak too late');
  });

  test('may stand among providers of any kind, and more than once', () => {
    const diary = new Diary();
    expect(handlersOf([diary, 'a value', null, undefined, () => {}, {}, Object.create(null), diary])).toHaveLength(2);
  });

  test('is given a message as it would arrive', async () => {
    const data = { treeId: 'oak', number: 1, note: 'sunny' };
    expect(await deliver(new Diary(), TreeGrew, data, { today: 'Tuesday' })).toEqual(['Tuesday diary: oak 1']);
    await expect(deliver(new Almanac().reread, TreeGrew, data, {})).rejects.toThrow(
      'has no @On method for garden.tree-grew.v1',
    );
  });

  test('is given a message too late when its deadline is over by then', async () => {
    const now = new Date();
    const [data, later] = [{ treeId: 'oak' }, new Date(now.getTime() + 1)];
    expect(await deliver(new Census(), TreeFell, data, { now }, { deadline: now })).toEqual(['census: oak too late']);
    expect(await deliver(new Census(), TreeFell, data, { now }, { deadline: later })).toEqual(['oak']);
    // A method that has no other one for it is given it all the same, as by a consumer.
    expect(await deliver(new Diary(), TreeFell, data, { now }, { deadline: now })).toEqual(['oak fell']);
  });

  test.each(['Diary', 'diary', 'diary growth', 'diary.growth.more', 'diary/growth'])(
    'cannot belong to a consumer "%s"',
    (consumer) => {
      expect(() => On(Growth, { consumer })).toThrow(`The consumer "${consumer}" cannot be the name of a group.`);
    },
  );
});
