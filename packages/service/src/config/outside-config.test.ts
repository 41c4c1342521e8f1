import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { outsideConfig } from './outside-config.ts';

const fields = z.object(outsideConfig('rain-radar'));

describe('the configuration of an outside system', () => {
  test('has the names that the supervisor sets', () => {
    const given = { OUTSIDE_RAIN_RADAR_URL: 'http://127.0.0.1:4010/rain-radar', OUTSIDE_RAIN_RADAR_SECRET: 'hush' };
    const read = fields.parse(given);
    expect(read).toEqual(given);
    expectTypeOf(read.OUTSIDE_RAIN_RADAR_URL).toEqualTypeOf<string>();
    expectTypeOf(read.OUTSIDE_RAIN_RADAR_SECRET).toEqualTypeOf<string>();
    expect(Object.keys(outsideConfig('a-b-c'))).toEqual(['OUTSIDE_A_B_C_URL', 'OUTSIDE_A_B_C_SECRET']);
  });

  test.each([
    { OUTSIDE_RAIN_RADAR_URL: 'file:///etc', OUTSIDE_RAIN_RADAR_SECRET: 'hush' },
    { OUTSIDE_RAIN_RADAR_URL: 'http://127.0.0.1', OUTSIDE_RAIN_RADAR_SECRET: '' },
    { OUTSIDE_RAIN_RADAR_URL: 'http://127.0.0.1' },
  ])('does not take %j', (given) => {
    expect(fields.safeParse(given).success).toBe(false);
  });
});
