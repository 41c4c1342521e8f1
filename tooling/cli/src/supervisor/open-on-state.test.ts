import { StateInUse } from '@holdfast/local-infra';
import { expect, test } from 'vitest';
import { openOnKeptState } from './open-on-state.ts';

const inUse = (count: number) => async (state: string) => {
  if (count > 0) {
    count -= 1;
    throw new StateInUse(state, 4711);
  }
  return 'servers';
};

test('a start goes on with the data of the last one', async () => {
  const said: string[] = [];
  const opened = await openOnKeptState('/plot', inUse(0), (line) => said.push(line));
  expect([opened, said]).toEqual([{ state: '/plot/.holdfast/state', opened: 'servers' }, []]);
});

test('a start beside others takes the next folder, and says so', async () => {
  const said: string[] = [];
  const { state } = await openOnKeptState('/plot', inUse(2), (line) => said.push(line));
  expect(state).toBe('/plot/.holdfast/state-3');
  expect(said).toEqual([expect.stringContaining('HOLDFAST_STATE=.holdfast/state-3')]);
});

test('anything else that goes wrong is told as it is', async () => {
  const broken = async () => await Promise.reject(new Error('no room'));
  await expect(openOnKeptState('/plot', broken, () => undefined)).rejects.toThrow('no room');
});
