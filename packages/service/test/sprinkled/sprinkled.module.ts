import { Body, Controller, HttpCode, Inject, Module, Post, type Type } from '@nestjs/common';
import { Effects, type Attempt, type Learned, type Performer } from '@holdfast/effects';
import { Performs } from '@holdfast/effects/nest';
import { currentCall, defineEffect, useCase, Work, type Call, type Conclusion, type Scope } from '@holdfast/work';
import { z } from 'zod';
import { HoldfastModule, IdempotencyKey, Public } from '../../src/index.ts';
import { PlantPlanted } from '../garden/messages.ts';
import { Plants } from '../garden/plants.ts';

export const SprinklePlant = defineEffect({
  name: 'garden.sprinkle-plant',
  dependency: 'sprinkler',
  request: z.object({ litres: z.int() }),
  outcome: z.object({ result: z.literal('sprinkled'), litres: z.int() }),
});
const Unperformed = defineEffect({ ...SprinklePlant, name: 'garden.mow-lawn' });

type SprinkledScope = Scope<{ plants: Plants }>;
export class SprinkledWork extends Work<SprinkledScope> {}

const plant = useCase(
  'garden.plant',
  async ({ id, mow }: { id: string; mow: boolean }, { plants, intend }: SprinkledScope) => {
    await plants.add(id, 'oak');
    intend(mow ? Unperformed : SprinklePlant, { key: id, request: { litres: 3 } });
  },
);

const concludeSprinkling = useCase(
  'garden.conclude-sprinkling',
  async ({ key, outcome }: Conclusion<typeof SprinklePlant>, { plants, publish }: SprinkledScope) => {
    if (outcome === 'abandoned') return;
    await plants.water(key, outcome.litres);
    publish(PlantPlanted, { plantId: key, name: 'sprinkled' });
  },
);

/** What stands outside, and may be told how to answer. */
export const sprinkler = {
  calls: [] as { attempt: Attempt; call: Call | undefined }[],
  answer: (_attempt: Attempt): Promise<{ result: 'sprinkled'; litres: number }> =>
    Promise.resolve({ result: 'sprinkled', litres: 3 }),
};

/** Where a request waits, as long as a test likes, before what it does and after it. */
export const gate = { arrived: (): void => undefined, opened: Promise.resolve(), left: Promise.resolve() };

@Performs(SprinklePlant, concludeSprinkling)
export class Sprinkler implements Performer<typeof SprinklePlant> {
  perform(_request: object, attempt: Attempt) {
    sprinkler.calls.push({ attempt, call: currentCall() });
    return sprinkler.answer(attempt);
  }
  findOut() {
    return Promise.resolve('unknown' as const);
  }
}

const PlantBody = z.strictObject({ id: z.uuid(), mow: z.boolean().default(false) });
const ToldBody = z.strictObject({ id: z.uuid(), litres: z.int() });

@Public()
@Controller()
class SprinkledController {
  private readonly work: SprinkledWork;
  private readonly effects: Effects;

  constructor(@Inject(SprinkledWork) work: SprinkledWork, @Inject(Effects) effects: Effects) {
    this.work = work;
    this.effects = effects;
  }

  @Post('plants')
  plant(@Body({ schema: PlantBody }) body: z.infer<typeof PlantBody>, @IdempotencyKey() _once: object) {
    return this.work.run(plant, body);
  }

  @Post('plants-later')
  async plantLater(@Body({ schema: PlantBody }) body: z.infer<typeof PlantBody>) {
    gate.arrived();
    await gate.opened;
    await this.work.run(plant, body);
    await gate.left;
  }

  @Post('told')
  @HttpCode(200)
  async told(@Body({ schema: ToldBody }) { id, litres }: z.infer<typeof ToldBody>): Promise<{ learned: Learned }> {
    const outcome = { result: 'sprinkled', litres } as const;
    return { learned: await this.effects.learn(SprinklePlant, { key: id, outcome }) };
  }
}

/** A garden that is watered from outside, with these performers. */
export function sprinkledWith(performers: Type[]): Type {
  @Module({
    imports: [
      HoldfastModule.forService({
        service: { name: 'garden', team: 'keepers', port: 5000, outside: ['sprinkler'] },
        work: SprinkledWork,
        scope: (trx) => ({ plants: new Plants(trx) }),
      }),
    ],
    controllers: [SprinkledController],
    providers: performers,
  })
  class SprinkledModule {}
  return SprinkledModule;
}
