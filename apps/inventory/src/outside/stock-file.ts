import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { OpeningStock } from '../domain/opening-stock.ts';

const most = 1_000_000_000_000;

const StockJson = z.strictObject({
  articles: z.record(z.string().min(1).max(64), z.int().min(0).max(most)),
});

const StockIn = z
  .string()
  .transform(jsonIn)
  .pipe(StockJson)
  .transform(({ articles }) => new OpeningStock(new Map(Object.entries(articles))));

/** The path of a stock file becomes the opening stock. Every problem of the file is an issue of its own, and names the file. */
export const StockFile = z.string().transform((file, context) => {
  const { data, error } = StockIn.safeParse(file);
  for (const { path, message } of error?.issues ?? []) {
    context.addIssue({ code: 'custom', path, message: `${resolve(file)}: ${message}` });
  }
  return data ?? z.NEVER;
});

function jsonIn(file: string, context: z.RefinementCtx<string>): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    context.addIssue(`cannot be read as JSON: ${String(error)}`);
    return z.NEVER;
  }
}
