import { defineEffect, useCase, type Conclusion, type EffectPolicy, type Scope } from '@holdfast/work';
import { z } from 'zod';
import type { Attempt, Performance, Performer } from '../src/index.ts';

/** A small service for the tests of this package: it has plants watered by a sprinkler that is not its own. */
const Watered = z.object({ result: z.literal('watered'), litres: z.int() });
const Refused = z.object({ result: z.literal('refused'), reason: z.string() });

export const policy: EffectPolicy = { timeoutMs: 1_000, attempts: 3, withinMs: 30_000, keyRememberedMs: 120_000 };

export const WaterPlant = defineEffect({
  name: 'garden.water-plant',
  dependency: 'sprinkler',
  request: z.object({ plant: z.string(), litres: z.int() }),
  outcome: z.discriminatedUnion('result', [Watered, Refused]),
  policy,
});

export const SowSeeds = defineEffect({
  name: 'garden.sow-seeds',
  dependency: 'sower',
  request: z.object({ bed: z.string() }),
  outcome: z.object({ result: z.literal('sown') }),
  policy,
});

export const watered = { result: 'watered', litres: 2 } as const;

/** Where conclusions are written, without any key that would hide a second one. */
export interface Diary {
  write(key: string, outcome: unknown): Promise<void>;
}
export type GardenScope = Scope<{ diary: Diary }>;

export const noteWatering = useCase(
  'garden.note-watering',
  async ({ key, outcome }: Conclusion<typeof WaterPlant>, { diary }: GardenScope) => diary.write(key, outcome),
);

export const noteSowing = useCase(
  'garden.note-sowing',
  async ({ key, outcome }: Conclusion<typeof SowSeeds>, { diary }: GardenScope) => diary.write(key, outcome),
);

type Sprinkler = Performer<typeof WaterPlant>;

/** A sprinkler that does what a test says, and remembers what it was asked. */
export class FakeSprinkler implements Sprinkler {
  readonly asked: { what: 'perform' | 'findOut' | 'giveUp'; plant: string; attempt: Attempt }[] = [];
  onPerform: Sprinkler['perform'] = async () => watered;
  onFindOut: Sprinkler['findOut'] = async () => 'unknown';
  onGiveUp: NonNullable<Sprinkler['giveUp']> = async () => 'unknown';

  perform(...[request, attempt]: Parameters<Sprinkler['perform']>) {
    this.asked.push({ what: 'perform', plant: request.plant, attempt });
    return this.onPerform(request, attempt);
  }

  findOut(...[request, attempt]: Parameters<Sprinkler['findOut']>) {
    this.asked.push({ what: 'findOut', plant: request.plant, attempt });
    return this.onFindOut(request, attempt);
  }

  giveUp(...[request, attempt]: Parameters<NonNullable<Sprinkler['giveUp']>>) {
    this.asked.push({ what: 'giveUp', plant: request.plant, attempt });
    return this.onGiveUp(request, attempt);
  }

  /** What it was asked, in sequence. */
  get calls(): string[] {
    return this.asked.map(({ what }) => what);
  }
}

/** Watering by a performer, concluded in the diary. */
export function watering(performer: Sprinkler): Performance {
  return {
    effect: WaterPlant,
    conclude: noteWatering as Performance['conclude'],
    performer,
  };
}
