import { describe, expect, test } from 'vitest';
import { spelledAlike, wordsIn } from './words.ts';

const found = (source: string, file = 'seed.ts') => wordsIn(file, source).map(({ word }) => word);

describe('the words of a module', () => {
  test('are its identifiers, types, properties and private names', () => {
    expect(found('class Bed { #row: Row = this.plan.at }')).toEqual(['Bed', 'row', 'Row', 'plan', 'at']);
  });

  test('are the words of its texts, plain, in templates and as keys', () => {
    expect(found("const a = { 'green-house': `in ${b} garden.events` };")).toEqual([
      'a',
      'green-house',
      'in',
      'b',
      'garden',
      'events',
    ]);
  });

  test('are the names under which something is imported, and from where', () => {
    expect(found("import { grow as sow } from '@estate/garden';")).toEqual(['grow', 'sow', 'estate', 'garden']);
  });

  test('are not in comments', () => {
    expect(found('// garden\n/* garden */ export {};')).toEqual([]);
  });

  test('know their line', () => {
    expect(wordsIn('seed.ts', 'export const a = 1;\n\nexport const b = 2;')).toEqual([
      { word: 'a', line: 1 },
      { word: 'b', line: 3 },
    ]);
  });

  test('are not guessed when it does not parse', () => {
    expect(() => wordsIn('packages/work/src/seed.ts', 'const = ;')).toThrow('packages/work/src/seed.ts does not parse');
  });
});

describe('the words of SQL', () => {
  test('are everything but comments, with their lines', () => {
    const sql = "-- garden\n/* more\ngarden */ select plant_id from beds where kind = 'rose';";
    expect(wordsIn('0001-beds.sql', sql).at(1)).toEqual({ word: 'plant_id', line: 3 });
    expect(found(sql, '0001-beds.sql')).toEqual(['select', 'plant_id', 'from', 'beds', 'where', 'kind', 'rose']);
  });
});

describe('one name', () => {
  test.each(['plantGrown', 'PlantGrown', 'plant_grown', 'PLANT_GROWN', 'plant-grown'])('is found as %s', (word) => {
    expect(spelledAlike(word)).toBe('plant-grown');
  });

  test('is not found inside another', () => {
    expect(spelledAlike('plantGrownTwice')).not.toBe('plant-grown');
    expect(spelledAlike('gardens')).not.toBe('garden');
  });
});
