import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressLines, exceptLines, stoppedLine } from './lines.ts';

const member = (service: string, port: number, isOutside = false) => ({
  service,
  isOutside,
  url: () => `http://127.0.0.1:${port}`,
});

test('a person may look at the service of the trial, at what is outside, and at the trace', () => {
  const system = {
    system: { trial: { service: 'shed' } },
    members: () => [member('sky', 5010, true), member('garden', 5000), member('shed', 5001)],
    state: '.holdfast/state',
  };
  expect(addressLines(system as never, 'abc').slice(0, 3)).toEqual([
    'api       http://127.0.0.1:5001/docs',
    'outside   http://127.0.0.1:5010',
    'trace     abc   (in the logs: .holdfast/state/logs)',
  ]);
});

test('without a trial the first service is shown, not what is outside', () => {
  const members = () => [member('sky', 5010, true), member('garden', 5000)];
  const [api] = addressLines({ system: {}, members, state: '.holdfast/state' } as never);
  expect(api).toBe('api       http://127.0.0.1:5000/docs');
});

test.each([
  ['native', 'stopped; data is kept in .holdfast/state-2 (./holdfast reset begins anew)'],
  ['docker', 'stopped; data is kept by PostgreSQL and Kafka (docker; ./holdfast reset begins anew)'],
])('what was stopped says where its data is, %s', (provider, line) => {
  const infrastructure = { postgres: { provider }, kafka: { provider } };
  expect(stoppedLine('/plot', { state: '/plot/.holdfast/state-2', infrastructure } as never)).toBe(line);
});

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lines-'));
  for (const name of ['own', 'old']) mkdirSync(join(folder, name));
  symlinkSync(process.execPath, join(folder, 'own', 'node'));
  writeFileSync(join(folder, 'old', 'node'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  [{ PATH: ['nowhere', 'own', 'old'] }, 'node'],
  [{ PATH: ['old', 'own'] }, process.execPath],
  [{ PATH: ['own'], HOLDFAST_OUTER_PATH: ['old'] }, process.execPath],
  [{ PATH: [] }, process.execPath],
])('a service that was left out is run, with %j, by %s', (paths, node) => {
  const env = Object.entries(paths).map(([name, names]) => [name, names.map((one) => join(folder, one)).join(':')]);
  const [line] = exceptLines('/plot', { garden: '/plot/.holdfast/env/garden.env' }, Object.fromEntries(env));
  expect(line).toContain(`cd apps/garden && ${node} --watch --env-file=../../.holdfast/env/garden.env `);
});
