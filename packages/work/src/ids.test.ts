import { describe, expect, test } from 'vitest';
import { validate, version } from 'uuid';
import { idsDerivedFrom, IdWithoutTime, newMessageId, timeOfId } from './ids.ts';

const take = (count: number, next: () => string) => Array.from({ length: count }, next);

describe('ids that are derived from a message', () => {
  const consumed = newMessageId();

  test('are UUIDv7 with the time of the message', () => {
    for (const id of take(200, idsDerivedFrom(consumed, 'garden.planting'))) {
      expect([validate(id), version(id), id.slice(0, 13)]).toEqual([true, 7, consumed.slice(0, 13)]);
    }
  });

  test('are the same ones in every run', () => {
    const [once, again] = [idsDerivedFrom(consumed, 'garden.planting'), idsDerivedFrom(consumed, 'garden.planting')];
    expect(take(5, once)).toEqual(take(5, again));
    // A changed rule would give a message that is handled again after a restore other ids than the first time.
    expect(take(2, idsDerivedFrom('01980a5e-7c00-7abc-8def-0123456789ab', 'garden.planting'))).toEqual([
      '01980a5e-7c00-7fb2-a886-914026cc1a36',
      '01980a5e-7c00-71d8-9dc7-86d13d2a3994',
    ]);
  });

  test('differ by message, by consumer and by place', () => {
    const all = [
      ...take(3, idsDerivedFrom(consumed, 'garden.planting')),
      ...take(3, idsDerivedFrom(consumed, 'garden.pruning')),
      ...take(3, idsDerivedFrom(newMessageId(), 'garden.planting')),
    ];
    expect(new Set(all).size).toBe(9);
  });

  test('take the time of a message whose id has none from beside it', () => {
    const foreign = '4f6bba0a-6b1d-4b4c-8d52-9a3c4b3a1f00';
    const at = new Date('2026-03-02T09:30:00.123Z');
    expect(timeOfId(idsDerivedFrom(foreign, 'garden.planting', at)())).toEqual(at);
    expect(() => idsDerivedFrom(foreign, 'garden.planting')).toThrow(IdWithoutTime);
  });
});

describe('the time of an id', () => {
  test('is when it was made', () => {
    const before = Date.now();
    const time = timeOfId(newMessageId())!.getTime();
    expect(time >= before && time <= Date.now()).toBe(true);
  });

  test.each(['', 'oak', '4f6bba0a-6b1d-4b4c-8d52-9a3c4b3a1f00'])('is unknown for %j', (id) => {
    expect(timeOfId(id)).toBeUndefined();
  });
});
