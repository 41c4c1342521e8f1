import { expect, test } from 'vitest';
import { asMarkdown, asText } from './tables.ts';

const table = {
  title: 'Beds',
  columns: ['bed', 'roses'],
  rows: [
    ['north', '12'],
    ['by the wall', '7'],
  ],
};

test('numbers stand under each other on a terminal', () => {
  expect(asText(table)).toEqual([
    '',
    'Beds',
    '  bed           roses',
    '  north            12',
    '  by the wall       7',
  ]);
});

test('a page gets the same rows', () => {
  expect(asMarkdown(table)).toBe('### Beds\n\n| bed | roses |\n| --- | ---: |\n| north | 12 |\n| by the wall | 7 |\n');
});
