import { expect, test } from 'vitest';
import { OneAtATime } from './one-at-a-time.ts';

test('work begins when what was asked for before it has ended, well or badly', async () => {
  const queue = new OneAtATime();
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const begun: number[] = [];
  const piece = (number: number, until: Promise<void>) =>
    queue.run(async () => {
      begun.push(number);
      await until;
    });
  const [one, two, three] = [piece(1, first.promise), piece(2, second.promise), piece(3, Promise.resolve())];
  await Promise.resolve();
  expect(begun).toEqual([1]);
  first.reject(new Error('no'));
  await expect(one).rejects.toThrow('no');
  await Promise.resolve();
  expect(begun).toEqual([1, 2]);
  second.resolve();
  await Promise.all([two, three]);
  expect(begun).toEqual([1, 2, 3]);
});

test('it is idle when nothing is left', async () => {
  const queue = new OneAtATime();
  const { promise, resolve } = Promise.withResolvers<void>();
  const done: string[] = [];
  const work = queue.run(() => promise).then(() => done.push('work'));
  const idle = queue.idle().then(() => done.push('idle'));
  expect(queue.isBusy).toBe(true);
  resolve();
  await Promise.all([work, idle]);
  expect([queue.isBusy, done.toSorted()]).toEqual([false, ['idle', 'work']]);
});
