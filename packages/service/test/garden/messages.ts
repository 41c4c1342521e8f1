import { defineCommand, defineEvent } from '@holdfast/contract-kit';
import { z } from 'zod';

export const WaterPlant = defineCommand({
  name: 'garden.water-plant',
  version: 1,
  subject: 'plantId',
  data: z.object({ plantId: z.uuid(), litres: z.int() }),
});

export const PlantPlanted = defineEvent({
  name: 'garden.plant-planted',
  version: 1,
  subject: 'plantId',
  data: z.object({ plantId: z.uuid(), name: z.string() }),
});
