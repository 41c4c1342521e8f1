import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { money } from '@holdfast/contract-kit/money';
import { afterAll, describe, expect, test } from 'vitest';
import { PriceList } from '../domain/price-list.ts';
import { PriceListFile } from './price-list-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'price-list-'));
afterAll(() => rmSync(folder, { recursive: true }));

const mug = { net: 1459, currency: 'EUR', taxBasisPoints: 1900 };

function fileWith(contents: string) {
  const file = join(folder, 'price-list.json');
  writeFileSync(file, contents);
  return file;
}

const problemsOf = (contents: unknown) =>
  PriceListFile.safeParse(fileWith(JSON.stringify(contents))).error?.issues.map(({ path }) => path.join('.'));

describe('a price list file', () => {
  test('is read into a price list', () => {
    expect(PriceListFile.parse(fileWith(JSON.stringify({ name: 'spring', articles: { mug } })))).toEqual(
      new PriceList('spring', new Map([['mug', { net: money(1459, 'EUR'), taxBasisPoints: 1900 }]])),
    );
  });

  test('is refused with all its problems at once', () => {
    const articles = {
      mug: { ...mug, net: 14.59 },
      bowl: { ...mug, net: -1 },
      jug: { ...mug, currency: 'EURO' },
      cup: { ...mug, taxBasisPoints: 10_001 },
      pot: { ...mug, colour: 'blue' },
    };

    expect(problemsOf({ name: '', articles })).toEqual([
      'name',
      'articles.mug.net',
      'articles.bowl.net',
      'articles.jug.currency',
      'articles.cup.taxBasisPoints',
      'articles.pot',
    ]);
  });

  test('that comes with the service is a good one', () => {
    const file = join(import.meta.dirname, '../../data/price-list.json');

    expect(PriceListFile.safeParse(file).error?.issues ?? []).toEqual([]);
  });
});
