import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { exampleProblems, messagesOf, missingExamples, packageProblems } from './contract-problems.ts';
import { exampleNames, exampleOf } from './examples.ts';
import { defineEvent } from './message.ts';

const good = new URL('../fixtures/good/', import.meta.url).href;
const bad = new URL('../fixtures/bad/', import.meta.url).href;

const TreePlanted = defineEvent({
  name: 'garden.tree-planted',
  version: 1,
  subject: 'treeId',
  data: z.object({ treeId: z.string(), heightMm: z.int().default(100) }),
});
const BedDug = defineEvent({
  name: 'garden.bed-dug',
  version: 1,
  subject: 'bedId',
  data: z.object({ bedId: z.string() }),
});
const ShipLaunched = defineEvent({
  name: 'harbour.ship-launched',
  version: 1,
  subject: 'shipId',
  data: z.object({ shipId: z.string() }),
});

describe('the examples of a contract', () => {
  test('are found from any file of the package', () => {
    expect(exampleNames(good, TreePlanted)).toEqual(['oak']);
    expect(exampleOf(`${good}src/deep/index.ts`, TreePlanted, 'oak')).toEqual({ treeId: 't-1', heightMm: 900 });
  });

  test('are named when there is none', () => {
    expect(() => exampleOf(good, TreePlanted, 'elm')).toThrow(/tree-planted\.v1.elm\.json/);
    expect(missingExamples(good, BedDug)).toEqual(['there is no examples/bed-dug.v1/*.json']);
    expect(missingExamples(good, TreePlanted)).toEqual([]);
  });

  test('hold to the contract, in every field', () => {
    expect(exampleProblems(good, TreePlanted, 'oak')).toEqual([]);
    expect(exampleProblems(bad, TreePlanted, 'unknown-field').join()).toContain('colour');
  });

  test('come back as they were', () => {
    expect(exampleProblems(bad, TreePlanted, 'without-height').join()).toContain('reads back as');
  });
});

describe('a contract package', () => {
  test('has the messages of one context', () => {
    expect(packageProblems(good, [TreePlanted, ShipLaunched]).join()).toContain('garden, harbour');
    expect(packageProblems(good, []).join()).toContain('none');
    expect(packageProblems(good, [TreePlanted])).toEqual([]);
  });

  test('exports a message once', () => {
    expect(packageProblems(good, [TreePlanted, TreePlanted])).toEqual(['garden.tree-planted.v1 is exported twice']);
  });

  test('has no examples that nobody checks', () => {
    expect(packageProblems(bad, [TreePlanted])).toEqual([
      'examples/tree-felled.v1 belongs to no message of this package',
    ]);
  });

  test('may export other things than messages', () => {
    expect(messagesOf({ TreePlanted, helper: () => 1, nothing: null, text: 'a' })).toEqual([TreePlanted]);
  });
});
