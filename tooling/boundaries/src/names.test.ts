import { defineCommand, defineEvent } from '@holdfast/contract-kit';
import type { System } from '@holdfast/system-model';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { namesOf } from './names.ts';

const about = { version: 1, subject: 'plantId', data: z.object({ plantId: z.string() }) } as const;
const estate: System = {
  name: 'estate',
  teams: { growers: { page: 'x' }, traders: { page: 'y' } },
  steps: [],
  services: [
    {
      name: 'green-house',
      team: 'growers',
      port: 5000,
      publishes: [defineEvent({ name: 'green-house.plant-grown', ...about })],
      takes: [defineCommand({ name: 'green-house.water-plant', ...about })],
      sends: [defineCommand({ name: 'market.sell-plant', ...about })],
    },
  ],
};

describe('the names of a system', () => {
  test('are its services, teams, contexts, messages and subject fields', () => {
    expect(Object.fromEntries(namesOf(estate))).toEqual({
      'green-house': 'a service',
      growers: 'a team',
      traders: 'a team',
      market: 'a context',
      'plant-grown': 'a message',
      'water-plant': 'a message',
      'sell-plant': 'a message',
      'plant-id': 'the subject of a message',
    });
  });
});
