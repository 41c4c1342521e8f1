import { expect, test } from 'vitest';
import { commandOn, environmentFolder } from './kept-state.ts';

const first = '/plot/.holdfast/state';
const second = '/plot/.holdfast/state-2';
const ofRun = '/plot/.holdfast/runs/start-1/state';

test.each([
  [first, './holdfast'],
  [second, 'HOLDFAST_STATE=.holdfast/state-2 ./holdfast'],
])('a system on %s is asked with %s', (state, command) => {
  expect(commandOn('/plot', state)).toBe(command);
});

test('no two systems write environments to the same folder, and editors know that of the first', () => {
  const folders = [first, second, ofRun].map((state) => environmentFolder('/plot', state));
  expect(folders).toEqual(['/plot/.holdfast/env', `${second}/env`, `${ofRun}/env`]);
});
