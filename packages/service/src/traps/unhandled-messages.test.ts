import { defineCommand, defineEvent, need } from '@holdfast/contract-kit';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { unhandledMessages } from './unhandled-messages.ts';

const data = z.object({ plantId: z.uuid(), litres: z.int() });
const WaterPlant = defineCommand({ name: 'garden.water-plant', version: 1, subject: 'plantId', data });
const PlantGrown = defineEvent({ name: 'garden.plant-grown', version: 1, subject: 'plantId', data });
const garden = {
  name: 'garden',
  team: 'keepers',
  port: 5000,
  consumers: { 'garden.watering': [WaterPlant], 'garden.harvest': [PlantGrown] },
};
const run = () => {};
const watering = { consumer: 'garden.watering', need: need(WaterPlant, { plantId: true }), run };
const harvest = { consumer: 'garden.harvest', need: PlantGrown, run };

describe('a service', () => {
  test('may handle what it declares', () => {
    expect(unhandledMessages(garden, [harvest, watering])).toEqual([]);
    expect(unhandledMessages({ name: 'shed', team: 'keepers', port: 5001 }, [])).toEqual([]);
  });

  test('is refused for a message that nobody handles', () => {
    expect(unhandledMessages(garden, [harvest])).toEqual([
      "garden declares garden.water-plant.v1 in 'garden.watering' and no @On method handles it. Add one, and its class to `providers`.",
    ]);
  });

  test('is refused for a handler that it does not declare', () => {
    expect(unhandledMessages(garden, [harvest, watering, { ...harvest, consumer: 'garden.watering' }])).toEqual([
      "An @On method handles garden.plant-grown.v1 in 'garden.watering', which garden does not declare. Add it to `consumers` in service.ts.",
    ]);
  });

  test('is refused for two handlers of one message', () => {
    expect(unhandledMessages(garden, [harvest, watering, watering])).toEqual([
      "Two @On methods handle garden.water-plant.v1 in 'garden.watering'. Make them one.",
    ]);
  });
});
