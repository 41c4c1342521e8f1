import type { Run } from '@holdfast/local-infra';
import { expect, test } from 'vitest';
import { trackRun } from './tracked-run.ts';

const nothing = () => undefined;
const run = (): Run => ({
  id: 'start-1',
  folder: '/nowhere',
  isEnding: false,
  add: nothing,
  remove: nothing,
  addProject: nothing,
  removeProject: nothing,
  end: async () => undefined,
});
const names = (children: readonly { name: string }[]) => children.map(({ name }) => name);

test('a server that ended is remembered until one of its name comes back; a client is not', () => {
  const tracked = trackRun(run());
  tracked.add({ name: 'garden', pid: 1, kind: 'client' });
  tracked.add({ name: 'well', pid: 2, kind: 'server' });
  tracked.remove(1);
  tracked.remove(2);
  expect([names(tracked.children()), names(tracked.lostServers())]).toEqual([[], ['well']]);
  tracked.add({ name: 'well', pid: 3, kind: 'server' });
  expect([names(tracked.children()), names(tracked.lostServers())]).toEqual([['well'], []]);
});
