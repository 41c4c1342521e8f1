import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineEffect } from './effect.ts';

const shape = { dependency: 'sprinkler', request: z.object({ plant: z.string() }), outcome: z.literal('watered') };

describe('an effect', () => {
  test('has an ordinary policy unless it says otherwise', () => {
    const effect = defineEffect({ ...shape, name: 'garden.water-plant', policy: { attempts: 2 } });
    expect(effect).toMatchObject({ ...shape, name: 'garden.water-plant' });
    expect(effect.policy).toEqual({ timeoutMs: 5_000, attempts: 2, withinMs: 60_000, keyRememberedMs: 86_400_000 });
  });

  test.each([
    'garden.Water',
    'garden.water.plant',
    'garden.',
    'garden.water_plant',
    '.water',
  ] as `${string}.${string}`[])('cannot be called %s', (name) => {
    expect(() => defineEffect({ ...shape, name })).toThrow(
      `'${name}' cannot name an effect. Write <service>.<what-it-does>`,
    );
  });

  test.each([
    ['no attempt', { attempts: 0 }],
    ['an attempt of no time', { timeoutMs: 0 }],
    ['less time than one attempt takes', { timeoutMs: 2_000, withinMs: 1_999 }],
  ])('cannot have a policy with %s', (_, policy) => {
    expect(() => defineEffect({ ...shape, name: 'garden.water-plant', policy })).toThrow(
      'leaves no room for one attempt',
    );
  });
});
