import { defineCommand, defineEvent } from '@holdfast/contract-kit';
import { defineService } from '@holdfast/system-model';
import { z } from 'zod';

const about = { version: 1, subject: 'plantId', data: z.object({ plantId: z.string() }) } as const;

export const PlantGrown = defineEvent({ name: 'garden.plant-grown', ...about });
export const WaterPlant = defineCommand({ name: 'garden.water-plant', ...about });
export const PlantSold = defineEvent({ name: 'market.plant-sold', ...about });
export const SellPlant = defineCommand({ name: 'market.sell-plant', ...about });

/** Two services of a neutral example, each saying something that the other hears. */
export const garden = defineService({
  name: 'garden',
  team: 'growers',
  port: 5000,
  publishes: [PlantGrown],
  takes: [WaterPlant],
  sends: [SellPlant],
  consumers: { 'garden.watering': [WaterPlant, PlantSold] },
});
export const market = defineService({
  name: 'market',
  team: 'traders',
  port: 5001,
  publishes: [PlantSold],
  takes: [SellPlant],
  consumers: { 'market.stand': [SellPlant, PlantGrown] },
});
