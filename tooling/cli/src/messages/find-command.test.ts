import { defineCommand, defineEvent } from '@holdfast/contract-kit';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { findCommand, NoCommand, NotSent } from './find-command.ts';

const about = { subject: 'plantId', data: z.object({ plantId: z.string() }) } as const;
const water = [1, 2].map((version) => defineCommand({ name: 'garden.water-plant', version, ...about }));
const Grown = defineEvent({ name: 'garden.plant-grown', version: 1, ...about });
const garden = { name: 'garden', team: 'growers', port: 5000, takes: water, publishes: [Grown] };
const shed = { name: 'shed', team: 'growers', port: 5001 };

test.each([
  ['garden.water-plant', 2],
  ['garden.water-plant.v2', 2],
  ['garden.water-plant.v1', 1],
])('%s is version %i, taken by the garden', (wanted, version) => {
  expect(findCommand([shed, garden], wanted)).toEqual({ service: 'garden', command: water[version - 1] });
});

test('what nobody takes is refused with what there is', () => {
  expect(() => findCommand([shed, garden], 'garden.water')).toThrow(NoCommand);
  expect(() => findCommand([shed, garden], 'garden.water')).toThrow(
    '\n  garden.water-plant.v1\n  garden.water-plant.v2',
  );
  expect(() => findCommand([shed], 'garden.water')).toThrow('no service here takes any');
});

test.each(['garden.plant-grown', 'garden.plant-grown.v1'])('the event %s is said by its owner alone', (wanted) => {
  expect(() => findCommand([garden], wanted)).toThrow(NotSent);
});
