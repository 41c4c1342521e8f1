import { describe, expect, test } from 'vitest';
import { openOnDemand } from './on-demand.ts';

async function door(open: () => Promise<{ name: string; secret?: string }>) {
  let times = 0;
  const counted = async () => {
    times += 1;
    return await open();
  };
  const onDemand = await openOnDemand(counted, ({ name }) => ({ name }));
  return { ...onDemand, times: () => times };
}

describe('something on demand', () => {
  test('is opened once, however many ask, and shows what it is told to show', async () => {
    const { url, opened, close, times } = await door(async () => ({ name: 'shed', secret: 'key' }));
    expect(times()).toBe(0);
    const answers = await Promise.all([1, 2, 3].map(async () => await (await fetch(url)).json()));
    expect(answers).toEqual([{ name: 'shed' }, { name: 'shed' }, { name: 'shed' }]);
    expect(await opened()).toMatchObject({ secret: 'key' });
    expect(times()).toBe(1);
    await close();
  });

  test('is not opened by its end', async () => {
    const { close, times } = await door(async () => ({ name: 'shed' }));
    expect(await close()).toBeUndefined();
    expect(times()).toBe(0);
  });

  test('gives what was opened at its end, and nobody gets in after that', async () => {
    const { url, close } = await door(async () => ({ name: 'shed' }));
    await fetch(url);
    expect(await close()).toEqual({ name: 'shed' });
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  test('that does not open tells everybody why', async () => {
    const { url, close } = await door(async () => Promise.reject(new Error('the lock is rusty')));
    const answer = await fetch(url);
    expect([answer.status, await answer.text()]).toEqual([500, 'the lock is rusty']);
    expect(await close()).toBeUndefined();
  });

  test('is not found without the secret in its address', async () => {
    const { url, close, times } = await door(async () => ({ name: 'shed' }));
    expect((await fetch(new URL('/', url))).status).toBe(404);
    expect(times()).toBe(0);
    await close();
  });
});
