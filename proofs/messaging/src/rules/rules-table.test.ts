import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ruleRows, untruths } from './rules-table.ts';

const root = join(import.meta.dirname, '../../../..');
const textOf = (file: string) => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : undefined);
const page = textOf('docs/messaging/rules.md') ?? '';
const points = [
  'packages/work/src/engine.ts',
  'packages/messaging/src/points.ts',
  'packages/messaging/test/crash/sending-point.ts',
].flatMap((file) => [...textOf(file)!.matchAll(/definePoint<.*>\('(.*)'\)/g)].map(([, name]) => name!));

describe('the page of rules', () => {
  test('has every rule and hazard, each test that it names exists, and so does every point', () => {
    expect(points).toContain('relay.acked');
    expect(untruths(ruleRows(page), { textOf, points })).toEqual([]);
  });

  test('is found out when a rule of crashes names no point of one', () => {
    const rows = ruleRows(page).map((row) => (row.rule === 'P6' ? { ...row, point: '' } : row));
    expect(untruths(rows, { textOf, points })).toEqual(['P6 names no point of a crash', 'no rule names relay.parked']);
  });

  test('is found out when a test was renamed, a rule left out, a file or a point not there', () => {
    const rows = ruleRows(page).filter(({ rule }) => rule !== 'C7');
    const untrue = [
      ...rows,
      { rule: 'P1', file: 'docs/messaging/rules.md', title: 'is '.concat('renamed now'), point: 'relay.gone' },
      { rule: 'P2', file: 'nowhere.test.ts', title: '', point: '' },
    ];
    expect(untruths(untrue, { textOf, points })).toEqual([
      'C7 is not there',
      'P1: docs/messaging/rules.md does not hold "is renamed now"',
      'P2: there is no nowhere.test.ts',
      'P1: no point relay.gone',
      'no rule names consumer.buried',
    ]);
  });
});
