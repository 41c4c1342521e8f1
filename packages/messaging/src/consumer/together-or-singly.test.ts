import { describe, expect, test } from 'vitest';
import { message, tooNew } from '../../test/arrivals.ts';
import { silentLog } from '../log.ts';
import { FakeTime } from '../testing/fake-time.ts';
import type { Arrival } from './arrival.ts';
import { Fatal } from './failures.ts';
import { Abandoned } from './meaning-of.ts';
import { ordinarySettings } from './reading.ts';
import { EffectFailed } from './take.ts';
import { togetherOrSingly, type Part } from './together-or-singly.ts';

const [oak, elm, ash] = [message('oak', 1n), message('elm', 2n), message('ash', 3n)];
const away = Object.assign(new Error('gone'), { code: '08006' });

/** What was taken: the offsets of each transaction, and how it ended. */
const taken = async (
  arrivals: readonly Arrival[],
  take: (offsets: string, part: Part, time: FakeTime) => void,
  check = () => {},
) => {
  const time = new FakeTime();
  const chance = { fraction: () => 0.5, uuid: () => '' };
  const parts: string[] = [];
  const outcome = await togetherOrSingly(
    { consumer: 'diary.growth', settings: ordinarySettings, time, chance, log: silentLog },
    arrivals,
    check,
    async (part) => {
      const offsets = part.arrivals.map(({ record }) => String(record.offset)).join(' ');
      const fate = [...part.fates].map(([offset, { is }]) => ` ${offset} ${is}`).join();
      parts.push(`${offsets}${fate}${part.isLast ? '.' : ''}`);
      take(offsets, part, time);
    },
  ).catch((error: unknown) => error);
  return { outcome, parts };
};
const failing = (offset: string, cause: unknown, times = Infinity) => {
  let left = times;
  return (offsets: string, { fates }: Part) => {
    if (!offsets.split(' ').includes(offset) || fates.size > 0) return;
    left -= 1;
    if (left >= 0) throw new EffectFailed(cause);
  };
};

describe('messages that arrive together', () => {
  test.each([
    ['share a transaction', [oak, elm, ash], () => {}, 'together', ['1 2 3.']],
    ['may be one', [oak], () => {}, 'singly', ['1.']],
    ['may be none, where records are passed over', [], () => {}, 'together', ['.']],
    [
      'are taken one by one when one fails',
      [oak, elm, ash],
      failing('2', new Error('no')),
      'singly',
      ['1 2 3.', '1', '2', '2', '2 2 parked', '3.'],
    ],
    [
      'are taken once more when nothing fails the second time',
      [oak, elm],
      failing('2', new Error('no'), 1),
      'singly',
      ['1 2.', '1', '2.'],
    ],
    [
      'may fail one by one and succeed at the second try',
      [oak, elm],
      failing('2', new Error('no'), 2),
      'singly',
      ['1 2.', '1', '2.', '2.'],
    ],
    ['may be told to stop at once', [oak], failing('1', new Fatal('never')), 'singly', ['1.', '1 1 dead.']],
    ['stop with a later major among them', [oak, tooNew('elm', 2n)], () => {}, 'together', ['1 2 2 parked.']],
  ])('%s', async (_, arrivals, take, outcome, parts) => {
    expect(await taken(arrivals, take)).toEqual({ outcome, parts });
  });

  test('are left as they are when the failure is no message’s', async () => {
    expect(await taken([oak, elm], failing('2', away))).toEqual({ outcome: away, parts: ['1 2.'] });
    expect(await taken([oak], failing('1', away))).toEqual({ outcome: away, parts: ['1.'] });
    const fenced = new Error('before any handler');
    const ofNobody = () => {
      throw fenced;
    };
    expect(await taken([oak, elm], ofNobody)).toEqual({ outcome: fenced, parts: ['1 2.'] });
  });

  test('are taken one by one when they hold their locks for too long', async () => {
    const slow = (_: string, { check, arrivals }: Part, time: FakeTime) => {
      for (let left = arrivals.length; left > 0; left -= 1) {
        try {
          check();
        } catch (error) {
          throw new EffectFailed(error);
        }
        time.pass(3_000);
      }
    };
    expect(await taken([oak, elm, ash], slow)).toEqual({ outcome: 'singly', parts: ['1 2 3.', '1', '2', '3.'] });
  });

  test('are not begun one by one when the place is not ours any more', async () => {
    let looks = 0;
    const check = () => {
      looks += 1;
      if (looks === 2) throw new Abandoned();
    };
    const { outcome, parts } = await taken([oak, elm], failing('1', new Error('no'), 1), check);
    expect([outcome, parts]).toEqual([expect.any(Abandoned), ['1 2.', '1']]);
  });
});
