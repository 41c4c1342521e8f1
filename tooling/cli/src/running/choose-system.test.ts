import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRun, startTimeOf } from '@holdfast/local-infra';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StartRecord } from '../supervisor/start-record.ts';
import { writeSystemRecord } from '../supervisor/system-record.ts';
import { chooseSystem, findSystem, NothingRuns, NotThatOne, StillStarting } from './choose-system.ts';

const living = { pid: process.pid, startedAt: startTimeOf(process.pid)! };
const dead = { pid: process.pid, startedAt: 'long ago' };
let root: string;
let said: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'choose-'));
  said = [];
});
afterEach(() => rmSync(root, { recursive: true }));

const runs = (state: string, owner = living) =>
  writeSystemRecord(join(root, '.holdfast', 'runs', state), {
    owner,
    system: 'plot',
    startedAt: 'today',
    state: join(root, '.holdfast', state),
    namespace: '',
    infra: {},
    processes: [{ name: 'garden', ...living }],
  });
const chosen = (env: NodeJS.ProcessEnv = {}) => chooseSystem({ root, env, say: (line) => said.push(line) }).state;

test('of nothing there is nothing to choose', () => {
  expect(() => chosen()).toThrow(NothingRuns);
  expect(findSystem({ root, say: () => undefined })).toBeUndefined();
});

test('of two the kept one is meant, and a line says so', () => {
  runs('state-2');
  runs('state');
  expect(chosen()).toBe(join(root, '.holdfast/state'));
  expect(said).toEqual([expect.stringContaining('2 systems run here; this is about the one in')]);
});

test('one whose start was killed is meant only when there is no other', () => {
  runs('state', dead);
  expect(chosen()).toBe(join(root, '.holdfast/state'));
  runs('state-2');
  expect(chosen()).toBe(join(root, '.holdfast/state-2'));
});

test('the one that is named is meant, and no other', () => {
  runs('state');
  runs('state-2');
  expect(chosen({ HOLDFAST_STATE: '.holdfast/state-2' })).toBe(join(root, '.holdfast/state-2'));
  expect(said).toEqual([]);
  expect(() => chosen({ HOLDFAST_STATE: '.holdfast/state-3' })).toThrow(NotThatOne);
});

test('what is not up yet is not asked, and the refusal says what its start is doing', async () => {
  const run = startRun(root, 'start');
  new StartRecord(run, 'plot').doing('migrations');
  const refusal = `A start is under way here (plot, process ${process.pid}: migrations), and nothing can be asked before`;
  expect(() => chosen()).toThrow(StillStarting);
  expect(() => chosen({ HOLDFAST_STATE: '.holdfast/state' })).toThrow(refusal);
  expect(() => findSystem({ root, say: () => undefined })).toThrow(refusal);
  runs('state');
  expect(chosen()).toBe(join(root, '.holdfast/state'));
  expect(() => chosen({ HOLDFAST_STATE: '.holdfast/state-2' })).toThrow(refusal);
  await run.end();
});
