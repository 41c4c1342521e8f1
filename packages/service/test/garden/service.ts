import { defineService } from '@holdfast/system-model';
import { PlantPlanted, WaterPlant } from './messages.ts';

export const garden = defineService({
  name: 'garden',
  team: 'keepers',
  port: 5000,
  takes: [WaterPlant],
  sends: [WaterPlant],
  publishes: [PlantPlanted],
  consumers: { 'garden.watering': [WaterPlant] },
});
