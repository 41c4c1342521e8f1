import { expect, test } from 'vitest';
import { FakeTime } from '../testing/fake-time.ts';
import { capped, HandlerTooSlow } from './capped.ts';

test('work that ends in its time answers as if nobody had watched', async () => {
  const time = new FakeTime();
  expect(await capped(time, 5_000, async () => 'done')).toBe('done');
  await expect(capped(time, 5_000, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(time.pending).toBe(0);
});

test('work that throws at once leaves no timer behind', async () => {
  const time = new FakeTime();
  const work = () => {
    throw new Error('at once');
  };
  await expect(capped(time, 5_000, work)).rejects.toThrow('at once');
  expect(time.pending).toBe(0);
});

test('work that takes longer is not waited for', async () => {
  const time = new FakeTime();
  const never = capped(time, 5_000, () => new Promise(() => {}));
  time.pass(5_000);
  await expect(never).rejects.toThrow(HandlerTooSlow);
});
