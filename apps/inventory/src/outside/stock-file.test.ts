import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { OpeningStock } from '../domain/opening-stock.ts';
import { StockFile } from './stock-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'stock-'));
afterAll(() => rmSync(folder, { recursive: true }));

const apps = join(import.meta.dirname, '../../..');

function fileWith(contents: string) {
  const file = join(folder, 'stock.json');
  writeFileSync(file, contents);
  return file;
}

describe('a stock file', () => {
  test('is read into the opening stock', () => {
    expect(StockFile.parse(fileWith('{ "articles": { "mug": 7, "sold-out-mug": 0 } }'))).toEqual(
      new OpeningStock(new Map(Object.entries({ mug: 7, 'sold-out-mug': 0 }))),
    );
  });

  test('is refused with all its problems at once', () => {
    const file = fileWith('{ "articles": { "mug": -1, "bowl": 1.5, "jug": "many" }, "name": "spring" }');
    const issues = StockFile.safeParse(file).error?.issues ?? [];

    expect(issues.map(({ path }) => path.join('.'))).toEqual(['articles.mug', 'articles.bowl', 'articles.jug', '']);
  });

  test('that comes with the service is a good one, and has every article that has a price', () => {
    const stock = StockFile.parse(join(apps, 'inventory/data/stock.json'));
    const { articles } = JSON.parse(readFileSync(join(apps, 'pricing/data/price-list.json'), 'utf8'));
    const priced = Object.keys(articles).map((article) => ({ article, quantity: 1 }));

    expect(stock.of(priced)).toHaveLength(priced.length);
  });
});
