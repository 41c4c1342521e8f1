import { describe, expect, test } from 'vitest';
import { ZodError } from 'zod';
import { WaterPlant } from '../test/garden.ts';
import { Intending } from './intending.ts';
import { ScopeClosed } from './saying.ts';

const call = { actor: { id: 'somebody', roles: [] }, correlationId: 'c-1', traceparent: '' };

describe('what is intended', () => {
  test('is kept in sequence, valid, and as it was then', () => {
    const intending = new Intending(call);
    const request = { plant: 'oak', litres: 2 };
    intending.intend(WaterPlant, { key: 'oak', request });
    request.litres = 3;
    intending.intend(WaterPlant, { key: 'elm', request: { ...request, colour: 'green' } as typeof request });
    expect(intending.intended).toEqual([
      { effect: WaterPlant, key: 'oak', request: { plant: 'oak', litres: 2 }, call },
      { effect: WaterPlant, key: 'elm', request: { plant: 'oak', litres: 3 }, call },
    ]);
  });

  test('is refused at its line when it does not fit', () => {
    const { intend, intended } = new Intending(call);
    expect(() => intend(WaterPlant, { key: 'oak', request: { plant: 'oak', litres: 0.5 } })).toThrow(ZodError);
    expect(() => intend(WaterPlant, { key: '', request: { plant: 'oak', litres: 1 } })).toThrow(
      'intended without a key',
    );
    expect(intended).toEqual([]);
  });

  test('is refused when its use case has returned, with a sentence', () => {
    const intending = new Intending(call);
    intending.close();
    const late = () => intending.intend(WaterPlant, { key: 'oak', request: { plant: 'oak', litres: 1 } });
    expect(late).toThrow(ScopeClosed);
    expect(late).toThrow('garden.water-plant was intended after its use case had returned.');
  });
});
