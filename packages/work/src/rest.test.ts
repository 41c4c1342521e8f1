import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Rest } from './rest.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Whether it is over after so many milliseconds. */
async function isOver(rest: Promise<void>, afterMs: number): Promise<boolean> {
  let over = false;
  void rest.then(() => (over = true));
  await vi.advanceTimersByTimeAsync(afterMs);
  return over;
}

describe('a rest', () => {
  test('lasts as long as it should', async () => {
    const rest = new Rest();
    const resting = rest.untilWoken(100);
    expect(await isOver(resting, 99)).toBe(false);
    expect(await isOver(resting, 1)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('ends when somebody wakes the loop', async () => {
    const rest = new Rest();
    const resting = rest.untilWoken(100);
    rest.wake();
    expect(await isOver(resting, 0)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('is left out when somebody has woken the loop since its turn began', async () => {
    const rest = new Rest();
    rest.wake();
    expect(await isOver(rest.untilWoken(100), 0)).toBe(true);
    rest.turnBegins();
    expect(await isOver(rest.untilWoken(100), 0)).toBe(false);
  });

  test('that is to be whole does not hear who wakes it', async () => {
    const rest = new Rest();
    rest.wake();
    const resting = rest.whole(100);
    rest.wake();
    expect(await isOver(resting, 99)).toBe(false);
    expect(await isOver(resting, 1)).toBe(true);
  });

  test.each(['untilWoken', 'whole'] as const)(
    '%s ends when the loop is stopped, and there is none after it',
    async (how) => {
      const rest = new Rest();
      const resting = rest[how](100);
      rest.stop();
      expect(await isOver(resting, 0)).toBe(true);
      expect(rest.isStopped).toBe(true);
      expect(await isOver(rest[how](100), 0)).toBe(true);
    },
  );
});
