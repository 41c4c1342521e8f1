import { expect, test } from 'vitest';
import type { FinanceWork } from '../use-cases/finance-work.ts';
import { LateOrdersTimer } from './late-orders.timer.ts';

const minuteMs = 60_000;

function timerWithClock() {
  let now = 1_700_000_000_000;
  const asked: string[] = [];
  const work = { run: (_: unknown, { state }: { state: string }) => Promise.resolve(asked.push(state)) };
  const timer = new LateOrdersTimer(work as unknown as FinanceWork, () => now);
  return async (minutes: number) => {
    now += minutes * minuteMs;
    await timer.report();
    return asked.splice(0);
  };
}

test('what is late is reported once the process has had a minute to read', async () => {
  const turnAfter = timerWithClock();

  expect(await turnAfter(0)).toEqual([]);
  expect(await turnAfter(1)).toEqual(['awaiting-refund', 'awaiting-shipment']);
  expect(await turnAfter(2)).toHaveLength(2);
});

test.each([3, 600, -60])(
  'a process that stood still, or whose clock was set (%d minutes), reads first',
  async (gap) => {
    const turnAfter = timerWithClock();
    for (const minutes of [0, 1]) await turnAfter(minutes);

    expect(await turnAfter(gap)).toEqual([]);
    expect(await turnAfter(1)).toHaveLength(2);
  },
);
