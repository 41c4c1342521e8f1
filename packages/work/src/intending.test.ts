import { describe, expect, test } from 'vitest';
import { ZodError } from 'zod';
import { WaterPlant } from '../test/garden.ts';
import { Intending } from './intending.ts';
import { ScopeClosed } from './saying.ts';

describe('what is intended', () => {
  test('is kept in sequence, valid, and as it was then', () => {
    const intending = new Intending();
    const request = { plant: 'oak', litres: 2 };
    intending.intend(WaterPlant, { key: 'oak', request });
    request.litres = 3;
    intending.intend(WaterPlant, { key: 'elm', request: { ...request, colour: 'green' } as typeof request });
    expect(intending.intended).toEqual([
      { effect: WaterPlant, key: 'oak', request: { plant: 'oak', litres: 2 } },
      { effect: WaterPlant, key: 'elm', request: { plant: 'oak', litres: 3 } },
    ]);
  });

  test('is refused at its line when it does not fit', () => {
    const { intend, intended } = new Intending();
    expect(() => intend(WaterPlant, { key: 'oak', request: { plant: 'oak', litres: 0.5 } })).toThrow(ZodError);
    expect(() => intend(WaterPlant, { key: '', request: { plant: 'oak', litres: 1 } })).toThrow(
      'intended without a key',
    );
    expect(intended).toEqual([]);
  });

  test('is refused when its use case has returned, with a sentence', () => {
    const intending = new Intending();
    intending.close();
    const late = () => intending.intend(WaterPlant, { key: 'oak', request: { plant: 'oak', litres: 1 } });
    expect(late).toThrow(ScopeClosed);
    expect(late).toThrow('garden.water-plant was intended after its use case had returned.');
  });
});
