import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { feedLines } from './feed-lines.ts';

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'feed-'));
  for (const [message, example] of [
    ['water-plant.v1', 'dry'],
    ['water-plant.v1', 'ordinary'],
    ['dig-bed.v2', 'deep'],
  ]) {
    const folder = join(root, 'packages/contracts/garden/examples', message!);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${example}.json`), '{}');
  }
});
afterAll(() => rmSync(root, { recursive: true }));

const message = (name: string, version = 1) => ({ name, version });
const lines = (service: object, state = join(root, '.holdfast/state')) =>
  feedLines({ root, state, services: [service as never] });

test('a service is fed with a command and one of its examples', () => {
  const takes = [message('garden.sow-bed'), message('garden.water-plant'), message('garden.dig-bed', 2)];
  expect(lines({ name: 'garden', takes })).toEqual([
    'feed      ./holdfast messages send garden.water-plant --example ordinary --because "trying it out"',
    '          takes too: garden.dig-bed',
  ]);
});

test('beside another system a line names the one that is fed', () => {
  const takes = [message('garden.water-plant')];
  expect(lines({ name: 'garden', takes }, join(root, '.holdfast/state-2'))).toEqual([
    expect.stringMatching(/^feed {6}HOLDFAST_STATE=\.holdfast\/state-2 \.\/holdfast messages send /),
  ]);
});

test('who hears events only needs their owners', () => {
  const consumers = {
    'shed.events': [message('garden.plant-watered'), message('well.filled'), message('garden.bed-dug')],
  };
  expect(lines({ name: 'shed', consumers })).toEqual([expect.stringMatching(/: \.\/holdfast dev shed garden well$/)]);
});

test('who hears nothing is not fed', () => {
  expect(lines({ name: 'shed' })).toEqual([]);
});
