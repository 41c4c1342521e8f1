import { defineEvent } from '@holdfast/contract-kit';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { plantTree, TreePlanted, WaterPlant, type GardenScope, type GardenWork } from '../test/garden.ts';
import {
  defineEffect,
  useCase,
  type Conclusion,
  type OutcomeOf,
  type ReadScope,
  type RequestOf,
  type Scope,
} from './index.ts';

// This file is for the compiler: a line below `@ts-expect-error` that compiles is an error. Nothing in it is run.

const TreeFelled = defineEvent({
  name: 'forest.tree-felled',
  version: 1,
  subject: 'treeId',
  data: z.object({ treeId: z.string() }),
});

describe('what does not compile', () => {
  test('is to say what the service does not declare, or in another shape', () => {
    const say = ({ publish }: GardenScope) => {
      publish(TreePlanted, { treeId: 'oak', heightMm: 1 });
      // @ts-expect-error the garden does not fell
      publish(TreeFelled, { treeId: 'oak' });
      // @ts-expect-error the height is missing
      publish(TreePlanted, { treeId: 'oak' });
    };
    expect(say).toBeTypeOf('function');
  });

  test('is to say something in a read, or to take an id', () => {
    const heightOf = useCase('garden.height-of', (id: string, { trees }: ReadScope<Pick<GardenScope, 'trees'>>) =>
      trees.heightOf(id),
    );
    const ask = async (work: GardenWork) => {
      expectTypeOf(await work.read(heightOf, 'oak')).toEqualTypeOf<number>();
      // @ts-expect-error a read has nothing to say
      await work.read(plantTree, { treeId: 'oak', heightMm: 1 });
      // @ts-expect-error the question of this query is a text
      await work.read(heightOf, 4);
      // @ts-expect-error a read scope has no publish
      useCase('garden.say', async (_: null, { publish }: ReadScope<object>) => publish);
      // @ts-expect-error nor ids
      useCase('garden.name', async (_: null, { newId }: ReadScope<object>) => newId);
    };
    expect(ask).toBeTypeOf('function');
  });

  test('is to intend an effect in another shape, without a key, or in a read', () => {
    const ask = ({ intend }: GardenScope) => {
      intend(WaterPlant, { key: 'oak', request: { plant: 'oak', litres: 2 } });
      // @ts-expect-error the litres are missing
      intend(WaterPlant, { key: 'oak', request: { plant: 'oak' } });
      // @ts-expect-error the key is missing
      intend(WaterPlant, { request: { plant: 'oak', litres: 2 } });
      // @ts-expect-error an effect is defined, not made up
      intend({ name: 'garden.water-plant' }, { key: 'oak', request: { plant: 'oak', litres: 2 } });
      // @ts-expect-error a read scope has no intend
      useCase('garden.ask', async (_: null, { intend: inRead }: ReadScope<object>) => inRead);
    };
    expect(ask).toBeTypeOf('function');
  });

  test('is to take an effect for another, or to forget that it may be abandoned', () => {
    expectTypeOf<RequestOf<typeof WaterPlant>>().toEqualTypeOf<{ plant: string; litres: number }>();
    expectTypeOf<OutcomeOf<typeof WaterPlant>>().toEqualTypeOf<{ result: 'watered' }>();
    expectTypeOf<Conclusion<typeof WaterPlant>['outcome']>().toEqualTypeOf<{ result: 'watered' } | 'abandoned'>();
    const conclude = ({ outcome }: Conclusion<typeof WaterPlant>) => {
      // @ts-expect-error it may have been abandoned
      return outcome.result;
    };
    // @ts-expect-error a name has the service in it
    const nameless = () => defineEffect({ name: 'water', dependency: 'x', request: z.string(), outcome: z.string() });
    expect([conclude, nameless]).toHaveLength(2);
  });

  test('is to run a use case of another service, or with another command', () => {
    const fell = useCase(
      'forest.fell',
      async (_: null, { saws }: Scope<{ saws: string[] }, typeof TreeFelled>) => saws,
    );
    const run = async (work: GardenWork) => {
      expectTypeOf(await work.run(plantTree, { treeId: 'oak', heightMm: 1 })).toEqualTypeOf<{ planted: string }>();
      // @ts-expect-error the garden has no saws
      await work.run(fell, null);
      // @ts-expect-error a tree is planted with its height
      await work.run(plantTree, { treeId: 'oak' });
    };
    expect(run).toBeTypeOf('function');
  });
});
