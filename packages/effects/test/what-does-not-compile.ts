import { useCase, type Conclusion, type Scope } from '@holdfast/work';
import { Performs } from '../src/nest.ts';
import type { Attempt, Effects, Performer } from '../src/index.ts';
import { noteSowing, noteWatering, watered, WaterPlant } from './garden.ts';

// Nothing in here runs: the type check is the test.

@Performs(WaterPlant, noteWatering)
export class Sprinkler implements Performer<typeof WaterPlant> {
  async perform(request: { plant: string; litres: number }, { idempotencyKey, signal }: Attempt) {
    await fetch(`http://127.0.0.1/${request.plant}`, { headers: { key: idempotencyKey }, signal });
    return watered;
  }

  async findOut() {
    return 'unknown' as const;
  }

  async giveUp() {
    return 'cancelled' as const;
  }
}

// @ts-expect-error whoever performs has to be able to find out
@Performs(WaterPlant, noteWatering)
export class Careless {
  async perform() {
    return watered;
  }
}

// @ts-expect-error "no" is not something that can be found out
@Performs(WaterPlant, noteWatering)
export class Hasty {
  async perform() {
    return watered;
  }

  async findOut() {
    return 'no' as const;
  }
}

// @ts-expect-error an outcome of another shape
@Performs(WaterPlant, noteWatering)
export class Mistaken {
  async perform() {
    return { result: 'sown' } as const;
  }

  async findOut() {
    return 'unknown' as const;
  }
}

// @ts-expect-error the use case concludes another effect
export const other = Performs(WaterPlant, noteSowing);

const forgets = useCase('garden.forget', async (_: { outcome: typeof watered }, __: Scope<object>) => {});
// @ts-expect-error the use case forgets that it may be abandoned
export const forgetful = Performs(WaterPlant, forgets);

export async function webhook(effects: Effects, conclusion: Conclusion<typeof WaterPlant>) {
  await effects.learn(WaterPlant, { key: conclusion.key, outcome: watered });
  // @ts-expect-error a webhook tells what has happened, never that it was abandoned
  await effects.learn(WaterPlant, { key: conclusion.key, outcome: 'abandoned' });
  // @ts-expect-error nor something of another shape
  await effects.learn(WaterPlant, { key: conclusion.key, outcome: { result: 'sown' } });
}
