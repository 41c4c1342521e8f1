import { describe, expect, test } from 'vitest';
import type { System } from './define-system.ts';
import { issuerProblems } from './issuer-problems.ts';

const gate = { team: 'growers', simulator: { app: 'sky', port: 5010 } };
const trial = { name: 'plant', service: 'garden', path: '/v1/plants', examples: 'examples' } as const;
const rose = { id: 'rose', roles: ['gardener'] };
const problemsOf = (more: Partial<System>) =>
  issuerProblems({ name: 'estate', teams: {}, services: [], steps: [], outside: { gate }, ...more });

describe('who says who is asking', () => {
  test('may be one that is simulated, and the trial may be sent as anybody', () => {
    expect(problemsOf({ issuer: 'gate', trial: { ...trial, as: rose } })).toEqual([]);
  });

  test('may be nobody', () => {
    expect(problemsOf({ trial })).toEqual([]);
  });

  test.each<[string, Partial<System>, string]>([
    ['one that is not outside', { issuer: 'door' }, "the issuer 'door' is not in `outside`. Add it"],
    ['one that has the name of something else', { issuer: 'toString' }, "the issuer 'toString' is not in `outside`."],
    [
      'one that nothing simulates',
      { issuer: 'gate', outside: { gate: { team: 'growers' } } },
      "nothing simulates the issuer 'gate', so nobody would give a token here. Give it a",
    ],
    ['nobody for a trial', { trial: { ...trial, as: rose } }, "the trial is sent as 'rose', but there is no `issuer`"],
  ])('is refused as %s', (_, more, sentence) => {
    expect(problemsOf(more)).toEqual([expect.stringContaining(sentence)]);
  });

  test.each([
    { id: 'service:garden', roles: [] },
    { id: 'operator:rose', roles: ['operator'] },
    { id: 'anonymous', roles: [] },
    { id: 'rose', roles: ['gardener', 'service'] },
  ])('does not say what no token may say: %j', (as) => {
    expect(problemsOf({ issuer: 'gate', trial: { ...trial, as } })).toEqual([
      expect.stringMatching(/^system\.ts: the trial is sent as .*, which services refuse from a token\. Leave out/),
    ]);
  });
});
