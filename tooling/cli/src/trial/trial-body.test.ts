import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BadTrialBody, trialBody } from './trial-body.ts';

let root: string;
const trial = { name: 'parcel', service: 'garden', path: '/v1/parcels', examples: 'examples/parcels' } as const;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'trial-body-'));
  mkdirSync(join(root, trial.examples), { recursive: true });
  writeFileSync(join(root, trial.examples, 'ordinary.json'), '{"seeds":1}');
  writeFileSync(join(root, trial.examples, 'large.json'), '{"seeds":100}');
  writeFileSync(join(root, 'broken.json'), '{"seeds":');
});

afterAll(() => rmSync(root, { recursive: true }));

describe('the body of the trial', () => {
  test('is the ordinary example, unless told otherwise', () => {
    expect(trialBody(root, trial)).toEqual({ shown: 'examples/parcels/ordinary.json', body: { seeds: 1 } });
  });

  test.each(['large', 'large.json', 'examples/parcels/large.json'])('is found as %s', (wanted) => {
    expect(trialBody(root, trial, wanted, root).body).toEqual({ seeds: 100 });
  });

  test('that is not there is refused with the examples that are', () => {
    expect(() => trialBody(root, trial, 'tiny', root)).toThrow(/no such example .*There are: large, ordinary\.$/);
  });

  test.each(['broken.json', 'nowhere.json'])('%s is refused with a sentence', (wanted) => {
    expect(() => trialBody(root, trial, wanted, root)).toThrow(BadTrialBody);
  });
});
