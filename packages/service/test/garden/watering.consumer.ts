import type { DataOf } from '@holdfast/contract-kit';
import { On } from '@holdfast/messaging/nest';
import { WaterPlant } from './messages.ts';
import { water, type GardenScope } from './plants.ts';

export class WateringConsumer {
  @On(WaterPlant, { consumer: 'garden.watering' })
  water(data: DataOf<typeof WaterPlant>, scope: GardenScope) {
    return water(data, scope);
  }
}
