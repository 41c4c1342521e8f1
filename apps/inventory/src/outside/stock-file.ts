import { jsonFile } from '@holdfast/service';
import { z } from 'zod';
import { OpeningStock } from '../domain/opening-stock.ts';

const most = 1_000_000_000_000;

const StockJson = z.strictObject({
  articles: z.record(z.string().min(1).max(64), z.int().min(0).max(most)),
});

/** The path of a stock file becomes the opening stock. */
export const StockFile = jsonFile(
  StockJson.transform(({ articles }) => new OpeningStock(new Map(Object.entries(articles)))),
);
