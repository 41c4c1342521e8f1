import { currentCall, type Call } from '@holdfast/work';
import { eventually } from '@holdfast/testkit';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { keepingLogger } from '../../test/alone.ts';
import { Timer } from './timer.ts';

const silent = pino({ level: 'silent' });

function timerOf(run: () => unknown, { ms = 1, chance = Math.random, logger = silent } = {}): Timer {
  const timer = new Timer({ name: 'Clock.strike', ms, run }, { service: 'garden', logger, chance });
  onTestFinished(() => timer.stop());
  return timer;
}

describe('a timer', () => {
  test('runs again and again, each turn in a call of its own', async () => {
    const calls: (Call | undefined)[] = [];
    timerOf(() => void calls.push(currentCall())).start();
    await eventually(() => calls.length > 2, { what: 'three turns' });
    expect(calls[0]).toMatchObject({ actor: { id: 'service:garden', roles: ['service'] } });
    expect(new Set(calls.map((call) => call?.correlationId)).size).toBe(calls.length);
    expect(new Set(calls.map((call) => call?.traceparent)).size).toBe(calls.length);
  });

  test('begins no turn while one is in hand', async () => {
    let [inside, most, turns] = [0, 0, 0];
    timerOf(async () => {
      most = Math.max(most, (inside += 1));
      await new Promise((resolve) => setTimeout(resolve, 5));
      [inside, turns] = [inside - 1, turns + 1];
    }).start();
    await eventually(() => turns > 3, { what: 'four turns' });
    expect(most).toBe(1);
  });

  test('logs a turn that throws, and the next one comes all the same', async () => {
    const { logger, lines } = keepingLogger();
    let turns = 0;
    timerOf(() => {
      turns += 1;
      if (turns === 1) throw new Error('the spring broke');
      return turns === 2 && Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }));
    }, { logger }).start(); // prettier-ignore
    await eventually(() => turns > 3, { what: 'turns after the two that failed' });
    expect(lines()).toEqual([
      expect.objectContaining({ level: 50, timer: 'Clock.strike', err: expect.objectContaining({ message: 'the spring broke' }) }), // prettier-ignore
      expect.objectContaining({ level: 40, timer: 'Clock.strike', err: expect.objectContaining({ message: 'gone' }) }),
    ]);
  });

  test('ends with the turn in hand, and begins no other', async () => {
    const [begun, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let turns = 0;
    const timer = timerOf(() => ((turns += 1), begun.resolve(), over.promise));
    timer.start();
    await begun.promise;
    expect(timer.isInTurn).toBe(true);
    let hasStopped = false;
    const stopped = timer.stop().then(() => (hasStopped = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(hasStopped).toBe(false);
    over.resolve();
    await stopped;
    expect({ turns, isInTurn: timer.isInTurn }).toEqual({ turns: 1, isInTurn: false });
  });

  test('that rests is stopped at once, and one that never began too', async () => {
    const resting = timerOf(() => {}, { ms: 600_000 });
    resting.start();
    expect(await Promise.all([resting.stop(), timerOf(() => {}).stop()])).toHaveLength(2);
  });
});

describe('timers that begin together', () => {
  test.each([
    { chance: 0, turns: [0, 900, 1_800] },
    { chance: 0.5, turns: [500, 1_500, 2_500] },
    { chance: 0.75, turns: [750, 1_800, 2_850] },
  ])('do not keep step: $chance', async ({ chance, turns }) => {
    vi.useFakeTimers({ now: 0 });
    onTestFinished(() => void vi.useRealTimers());
    const seen: number[] = [];
    timerOf(() => void seen.push(Date.now()), { ms: 1_000, chance: () => chance }).start();
    await vi.advanceTimersByTimeAsync(turns.at(-1)!);
    expect(seen).toEqual(turns);
  });
});
