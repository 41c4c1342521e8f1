import { InvalidMessage } from '@holdfast/contract-kit';
import { describe, expect, test } from 'vitest';
import { ZodError } from 'zod';
import { TreePlanted, WaterPlant } from '../../test/garden.ts';
import { useCase, type Scope } from '../index.ts';
import { anActor, memoryScope } from './memory-scope.ts';

class MemoryTrees {
  readonly trees = new Map<string, number>();

  async add(id: string, heightMm: number): Promise<void> {
    this.trees.set(id, heightMm);
  }
}

type MemoryGarden = Scope<{ trees: Pick<MemoryTrees, 'add'> }, typeof TreePlanted>;

const plantTree = useCase('garden.plant-tree', async (heightMm: number, { trees, publish, newId }: MemoryGarden) => {
  const treeId = newId();
  await trees.add(treeId, heightMm);
  publish(TreePlanted, { treeId, heightMm });
  return treeId;
});

describe('a memory scope', () => {
  test('runs a use case and remembers what was said', async () => {
    const scope = memoryScope({ trees: new MemoryTrees() });
    const treeId = await plantTree(900, scope);
    expect(scope.published).toEqual([{ message: TreePlanted, data: { treeId, heightMm: 900 } }]);
    expect([...scope.trees.trees]).toEqual([[treeId, 900]]);
  });

  test('refuses what a real one would refuse', async () => {
    const scope = memoryScope({ trees: new MemoryTrees() });
    await expect(plantTree(0.5, scope)).rejects.toThrow(InvalidMessage);
    expect(scope.published).toEqual([]);
  });

  test('remembers what was asked of the outside, and refuses what does not fit', async () => {
    const scope = memoryScope({});
    const water = useCase('garden.water', async (litres: number, { intend }: Scope<object>) => {
      intend(WaterPlant, { key: 'oak', request: { plant: 'oak', litres } });
    });
    await water(2, scope);
    await expect(water(0.5, scope)).rejects.toThrow(ZodError);
    expect(scope.intended).toEqual([{ effect: WaterPlant, key: 'oak', request: { plant: 'oak', litres: 2 } }]);
  });

  test('is the same in every test', async () => {
    const [one, other] = [memoryScope({}), memoryScope({})];
    expect([one.newId(), one.newId(), one.now]).toEqual([other.newId(), other.newId(), other.now]);
    expect(one.actor).toBe(anActor);
  });

  test('may be of somebody, at some time', () => {
    const [ann, noon] = [{ id: 'ann', roles: ['gardener'] }, new Date('2026-06-01T12:00:00Z')];
    expect(memoryScope({}, ann, noon)).toMatchObject({ actor: ann, now: noon });
  });
});
