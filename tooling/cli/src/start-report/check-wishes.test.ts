import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { System } from '@holdfast/system-model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkWishes } from './check-wishes.ts';

let root: string;
const system = {
  services: [
    { name: 'garden', port: 4000 },
    { name: 'shed', port: 4001 },
  ],
  outside: { weather: { team: 'green', simulator: { app: 'sky', port: 4010 } } },
  trial: { name: 'parcel', service: 'garden', path: '/v1/parcels', examples: 'examples' },
} as unknown as System;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'wishes-'));
  mkdirSync(join(root, 'examples'));
  writeFileSync(join(root, 'examples', 'ordinary.json'), '{}');
});
afterAll(() => rmSync(root, { recursive: true }));

describe('before anything is started', () => {
  test.each([
    [{ except: ['barn'] }, /no service barn\. There are: garden, shed, sky\./],
    [{ except: [], logs: 'barn' }, /no service barn\. There are: garden, shed, sky\./],
    [{ except: ['shed'], logs: 'shed' }, /no service shed\. There are: garden, sky\./],
    [{ except: [], body: 'tiny' }, /no such example .*There are: ordinary\./],
  ])('%j is refused with what there is', (wishes, sentence) => {
    expect(() => checkWishes(system, { root, ...wishes })).toThrow(sentence);
  });

  test.each([
    { except: [] },
    { except: ['sky'], logs: 'garden' },
    { except: [], logs: 'sky' },
    { except: ['garden'], logs: true as const, body: 'tiny' },
    { except: [], logs: 'shed' },
  ])('%j is fine', (wishes) => {
    expect(() => checkWishes(system, { root, ...wishes })).not.toThrow();
  });
});
