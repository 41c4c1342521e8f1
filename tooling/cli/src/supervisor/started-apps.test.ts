import { expect, test } from 'vitest';
import { startedApps } from './started-apps.ts';
import { UnknownService } from './unknown-service.ts';

const apps = [
  { name: 'garden', isOutside: false },
  { name: 'shed', isOutside: false },
  { name: 'sky', isOutside: true },
];
const started = (wish: Parameters<typeof startedApps>[1]) => startedApps(apps, wish).map(({ name }) => name);

test.each([
  [{}, ['garden', 'shed', 'sky']],
  [{ only: [] }, ['garden', 'shed', 'sky']],
  [{ only: ['shed'] }, ['shed', 'sky']],
  [{ only: ['sky'] }, ['sky']],
  [{ except: ['garden', 'sky'] }, ['shed']],
  [{ only: ['shed'], except: ['sky'] }, ['shed']],
])('with %j these are started: %j', (wish, names) => {
  expect(started(wish)).toEqual(names);
});

test.each([
  { only: ['barn'] },
  { except: ['barn'] },
  { inspect: ['barn'] },
  { inspect: ['garden'], except: ['garden'] },
])('%j names nobody that there is', (wish) => {
  expect(() => started(wish)).toThrow(UnknownService);
});
