import { describe, expect, test } from 'vitest';
import { balanced } from './balanced.ts';
import { doubled } from './doubled.ts';
import { eachAfter } from './each-after.ts';
import { ghosts } from './ghosts.ts';
import { inOrder } from './in-order.ts';
import { lost } from './lost.ts';
import { onceEach } from './once-each.ts';

const what = 'planting';

describe('doubled', () => {
  test('tells each time too many', () => {
    expect(doubled(['oak', 'elm', 'oak', 'oak'], what)).toEqual(['doubled: planting oak', 'doubled: planting oak']);
  });

  test('is content with different ones', () => {
    expect(doubled(['oak', 'elm'], what)).toEqual([]);
  });
});

describe('lost', () => {
  test('tells what is missing', () => {
    expect(lost(['oak', 'elm'], ['elm'], what)).toEqual(['lost: planting oak']);
  });

  test('does not mind what is there besides', () => {
    expect(lost(['oak'], ['oak', 'elm', 'elm'], what)).toEqual([]);
  });
});

describe('ghosts', () => {
  test('tells once what nobody wanted', () => {
    expect(ghosts(['oak'], ['oak', 'elm', 'elm'], what)).toEqual(['ghost: planting elm']);
  });

  test('does not mind what is missing', () => {
    expect(ghosts(['oak', 'elm'], ['oak'], what)).toEqual([]);
  });
});

test('once each tells all three', () => {
  expect(onceEach(['oak', 'elm'], ['elm', 'elm', 'ivy'], what)).toEqual([
    'lost: planting oak',
    'doubled: planting elm',
    'ghost: planting ivy',
  ]);
  expect(onceEach(['oak', 'elm'], ['elm', 'oak'], what)).toEqual([]);
});

describe('in order', () => {
  test('tells what was overtaken', () => {
    expect(inOrder(['dig', 'sow', 'water'], ['sow', 'dig', 'water'], 'bed 1')).toEqual([
      'out of order: bed 1 dig after sow',
    ]);
  });

  test('looks only at what both have', () => {
    expect(inOrder(['dig', 'sow', 'water'], ['dig', 'weed', 'water'], 'bed 1')).toEqual([]);
  });
});

describe('each after', () => {
  const befores = { water: ['sow', 'plant'], harvest: ['water'] };

  test('tells what came too early', () => {
    expect(eachAfter(befores, ['dig', 'water', 'sow'], 'bed 1')).toEqual([
      'too early: bed 1 water before any of sow, plant',
    ]);
  });

  test('tells what came without its before', () => {
    expect(eachAfter(befores, ['harvest'], 'bed 1')).toEqual(['too early: bed 1 harvest before any of water']);
  });

  test('is content with one of several befores, and with repeats', () => {
    expect(eachAfter(befores, ['plant', 'water', 'harvest', 'water', 'harvest'], 'bed 1')).toEqual([]);
  });
});

test('balanced tells where two books differ, in both directions', () => {
  const balances = [
    { of: 'oaks', wanted: 3, found: 3 },
    { of: 'elms', wanted: 3, found: 2 },
    { of: 'ivies', wanted: 0, found: 1 },
  ];
  expect(balanced(balances, 'stock')).toEqual([
    'unbalanced: stock of elms is 2 and not 3',
    'unbalanced: stock of ivies is 1 and not 0',
  ]);
});
