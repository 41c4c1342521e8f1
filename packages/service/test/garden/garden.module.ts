import { Module } from '@nestjs/common';
import { HoldfastModule } from '../../src/index.ts';
import { GardenWork, Plants } from './plants.ts';
import { PlantsController } from './plants.controller.ts';
import { garden } from './service.ts';
import { WateringConsumer } from './watering.consumer.ts';

@Module({
  imports: [
    HoldfastModule.forService({
      service: garden,
      work: GardenWork,
      scope: (trx) => ({ plants: new Plants(trx) }),
      problems: { 'plant-unknown': 404 },
    }),
  ],
  controllers: [PlantsController],
  providers: [WateringConsumer],
})
export class GardenModule {}
