import { describe, expect, test } from 'vitest';
import { ByteBudget } from './byte-budget.ts';

describe('a budget of 10 bytes', () => {
  const opened = () => {
    const budget = new ByteBudget(10);
    const begun: string[] = [];
    const spend = (name: string, bytes: number) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const spent = budget.spend(bytes, () => {
        begun.push(name);
        return promise;
      });
      return { end: resolve, fail: reject, spent };
    };
    return { budget, begun, spend };
  };

  test('lets begin what fits, and no more', async () => {
    const { budget, begun, spend } = opened();
    const one = spend('6', 6);
    spend('4', 4);
    spend('1', 1);
    expect([begun, budget.used]).toEqual([['6', '4'], 10]);
    one.end();
    await one.spent;
    expect([begun, budget.used]).toEqual([['6', '4', '1'], 5]);
  });

  test('lets nobody pass who waits', () => {
    const { begun, spend } = opened();
    spend('6', 6);
    spend('8', 8);
    spend('1', 1);
    expect(begun).toEqual(['6']);
  });

  test('takes what is too large alone', async () => {
    const { begun, spend } = opened();
    const one = spend('1', 1);
    const large = spend('99', 99);
    spend('2', 2);
    one.end();
    await one.spent;
    expect(begun).toEqual(['1', '99']);
    large.end();
    await large.spent;
    expect(begun).toEqual(['1', '99', '2']);
  });

  test('gets its bytes back from what fails', async () => {
    const { budget, spend } = opened();
    const one = spend('6', 6);
    one.fail(new Error('no'));
    await expect(one.spent).rejects.toThrow('no');
    expect(budget.used).toBe(0);
  });
});
