import { describe, expect, test } from 'vitest';
import { needsTransform } from './needs-transform.ts';

describe('a file outside of apps', () => {
  test.each([
    '@Injectable()\nexport class Garden {}',
    'export class Garden {\n  constructor(@Inject(Shed) shed: Shed) {}\n}',
    'export @sealed class Garden {}',
    '@plants.tall() class Garden {}',
    'class Garden {\n  water(@When("dry") dry: boolean, @Amount() litres: number) {}\n}',
  ])('with a decorator needs a transform: %s', (source) => {
    expect(needsTransform('/w/packages/shed/src/garden.ts', source)).toBe(true);
  });

  test.each([
    "import { garden } from '@example/garden';",
    '/**\n * @param garden where\n */\nexport {};',
    '// @ts-expect-error a garden has no wheels',
    '/* @license */',
  ])('without one is left to Node: %s', (source) => {
    expect(needsTransform('/w/packages/shed/src/garden.ts', source)).toBe(false);
  });
});

describe('a file of an app', () => {
  test('always needs a transform', () => {
    expect(needsTransform('/w/apps/garden/service.ts', 'export {};')).toBe(true);
    expect(needsTransform('/w/apps/garden/src/domain/bed.ts', 'export {};')).toBe(true);
  });

  test('unless it came from a registry', () => {
    expect(needsTransform('/w/apps/garden/node_modules/shed/shed.ts', '@A() class B {}')).toBe(false);
  });
});
