import { describe, expect, test } from 'vitest';
import { Grace } from './grace.ts';

function graceWithClock() {
  let now = 1_700_000_000_000;
  const grace = new Grace(() => now);
  const after = (ms: number) => {
    now += ms;
    return grace.isOver();
  };
  const eachSecond = (seconds: number) => Array.from({ length: seconds }, () => after(1_000));
  return { after, eachSecond };
}

describe('the grace', () => {
  test('lasts for fifteen seconds after the first turn', () => {
    const { after, eachSecond } = graceWithClock();

    expect(after(0)).toBe(false);
    expect(eachSecond(14)).not.toContain(true);
    expect(after(1_000)).toBe(true);
    expect(eachSecond(100)).not.toContain(false);
  });

  test.each([
    ['stood still', 60_000],
    ['stood still for a little more than five seconds', 5_001],
    ['has its clock set back', -3_600_000],
  ])('begins again when the process %s', (_, gap) => {
    const { after, eachSecond } = graceWithClock();
    eachSecond(25);

    expect(after(gap)).toBe(false);
    expect(eachSecond(14)).not.toContain(true);
    expect(after(1_000)).toBe(true);
  });

  test('does not begin again when a turn is slow', () => {
    const { after, eachSecond } = graceWithClock();
    eachSecond(25);

    expect(after(5_000)).toBe(true);
  });

  test('begins again when the process stands still while it lasts', () => {
    const { after, eachSecond } = graceWithClock();
    eachSecond(5);

    expect(after(60_000)).toBe(false);
    expect(eachSecond(15).indexOf(true)).toBe(14);
  });
});
