import type { SaysOf } from '@holdfast/system-model';
import { useCase, Work, type ReadOf, type Scope } from '@holdfast/work';
import { sql, type Transaction } from 'kysely';
import { PlantPlanted, WaterPlant } from './messages.ts';
import type { garden } from './service.ts';

export interface GardenDb {
  readonly plant: { readonly id: string; readonly name: string; readonly litres: number };
}

export class Plants {
  private readonly trx: Transaction<GardenDb>;

  constructor(trx: Transaction<GardenDb>) {
    this.trx = trx;
  }

  async add(id: string, name: string): Promise<void> {
    await this.trx.insertInto('plant').values({ id, name, litres: 0 }).execute();
  }

  async water(id: string, litres: number): Promise<void> {
    await this.trx
      .updateTable('plant')
      .set({ litres: sql<number>`litres + ${litres}` })
      .where('id', '=', id)
      .execute();
  }

  async find(id: string): Promise<{ name: string; litres: number } | undefined> {
    return this.trx.selectFrom('plant').select(['name', 'litres']).where('id', '=', id).executeTakeFirst();
  }

  /** Waits until nobody else holds the gate, which a test holds as long as it likes. */
  async passGate(): Promise<void> {
    await sql`select pg_advisory_xact_lock(4711)`.execute(this.trx);
  }
}

export type GardenScope = Scope<{ plants: Plants }, SaysOf<typeof garden>>;
export class GardenWork extends Work<GardenScope> {}

export class PlantUnknown extends Error {
  readonly code = 'plant-unknown';
}

export const plant = useCase(
  'garden.plant',
  async (
    { name, litres, slowly }: { name: string; litres: number; slowly: boolean },
    { plants, newId, publish }: GardenScope,
  ) => {
    if (slowly) await plants.passGate();
    const plantId = newId();
    await plants.add(plantId, name);
    publish(PlantPlanted, { plantId, name });
    publish(WaterPlant, { plantId, litres });
    return { plantId };
  },
);

export const water = useCase(
  'garden.water',
  ({ plantId, litres }: { plantId: string; litres: number }, { plants }: GardenScope) => {
    if (litres > 100) throw new Error(`${litres} litres drown a plant`);
    return plants.water(plantId, litres);
  },
);

export const show = useCase('garden.show', async (id: string, { plants }: ReadOf<GardenScope>) => {
  const found = await plants.find(id);
  if (!found) throw new PlantUnknown(`there is no plant ${id}`);
  return found;
});
