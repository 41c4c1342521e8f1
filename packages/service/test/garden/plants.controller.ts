import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { Once } from '@holdfast/work';
import { z } from 'zod';
import { IdempotencyKey, Public } from '../../src/index.ts';
import { GardenWork, plant, show } from './plants.ts';

const PlantBody = z.strictObject({
  name: z.string().min(1),
  litres: z.int().default(3),
  slowly: z.boolean().default(false),
});

@Public()
@Controller({ path: 'plants', version: '1' })
export class PlantsController {
  private readonly work: GardenWork;

  constructor(@Inject(GardenWork) work: GardenWork) {
    this.work = work;
  }

  @Post()
  @HttpCode(202)
  plant(@Body({ schema: PlantBody }) body: z.infer<typeof PlantBody>, @IdempotencyKey() once: Once) {
    return this.work.run(plant, body, { once });
  }

  @Get(':id')
  show(@Param('id', { schema: z.uuid() }) id: string) {
    return this.work.read(show, id);
  }
}
