import { describe, expect, test } from 'vitest';
import { FakeSprinkler, noteSowing, noteWatering, SowSeeds, watered, WaterPlant } from '../../test/garden.ts';
import type { Performer } from '../performer.ts';
import { performancesOf, Performs } from './performs.ts';

@Performs(WaterPlant, noteWatering)
class Sprinkler extends FakeSprinkler {}

class Unmarked extends Sprinkler {}

@Performs(SowSeeds, noteSowing)
class Sower implements Performer<typeof SowSeeds> {
  async perform() {
    return { result: 'sown' } as const;
  }

  async findOut() {
    return 'unknown' as const;
  }
}

describe('a provider with @Performs', () => {
  test('performs that effect, as itself', async () => {
    const [sprinkler, sower] = [new Sprinkler(), new Sower()];
    const performances = performancesOf([sprinkler, sower]);
    expect(performances.map(({ effect, conclude }) => [effect, conclude])).toEqual([
      [WaterPlant, noteWatering],
      [SowSeeds, noteSowing],
    ]);
    const attempt = { idempotencyKey: 'k', signal: AbortSignal.timeout(1_000), number: 1 };
    expect(await performances[0]!.performer.perform({ plant: 'oak', litres: 2 }, attempt)).toEqual(watered);
    expect(sprinkler.calls).toEqual(['perform']);
  });

  test('does not make its subclasses perform it too', () => {
    expect(performancesOf([new Unmarked()])).toEqual([]);
  });

  test('may stand among providers of any kind, and more than once', () => {
    const sower = new Sower();
    expect(performancesOf([sower, 'a value', null, undefined, () => {}, {}, Object.create(null), sower])).toHaveLength(
      1,
    );
  });
});
