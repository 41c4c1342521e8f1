import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { jsonFile } from './json-file.ts';
import { outsideConfig } from './outside-config.ts';
import { secret } from './secret.ts';
import { ServiceConfig } from './service-config.ts';
import { variablesOf } from './variables-of.ts';

const one = (field: z.ZodType) => variablesOf(z.object({ GATE: field }))[0];

describe('a variable', () => {
  test.each<[string, z.ZodType, object]>([
    ['that must be there', z.string().describe('The gate.'), { description: 'The gate.', isRequired: true }],
    [
      'that may be left out',
      z.string().describe('The gate.').optional(),
      { description: 'The gate.', isRequired: false },
    ],
    [
      'with a default',
      z.coerce.number().default(7).describe('A.'),
      { default: '7', isRequired: false, description: 'A.' },
    ],
    [
      'that becomes something else',
      z.string().transform(Number).describe('A.'),
      { isRequired: true, description: 'A.' },
    ],
    [
      'that names a file by default',
      jsonFile(z.object()).prefault('none.json'),
      { default: 'none.json', isRequired: false },
    ],
    [
      'that is secret',
      secret(z.string(), 'Hush.').optional(),
      { isSecret: true, isRequired: false, description: 'Hush.' },
    ],
  ])('%s', (_, field, facts) => {
    expect(one(field)).toMatchObject({ name: 'GATE', ...facts });
  });

  test('of which nothing is said has no description, and is no secret', () => {
    expect(one(z.string())).toEqual({
      name: 'GATE',
      description: undefined,
      isSecret: false,
      isRequired: true,
      default: undefined,
    });
  });
});

test('every variable of every service says what it means, and what holds a password is a secret', () => {
  const variables = variablesOf(ServiceConfig.extend(outsideConfig('rain-radar')));
  expect(variables.filter(({ description }) => description === undefined)).toEqual([]);
  expect(variables.filter(({ isSecret }) => isSecret).map(({ name }) => name)).toEqual([
    'DATABASE_URL',
    'RELAY_DATABASE_URL',
    'KAFKA_PASSWORD',
    'OUTSIDE_RAIN_RADAR_SECRET',
  ]);
});
