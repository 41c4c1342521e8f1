import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isCurrency, money } from '@holdfast/contract-kit/money';
import { z } from 'zod';
import { PriceList } from '../domain/price-list.ts';

// The dearest order, 100 lines of 1,000 pieces, is still a safe integer.
const highestNet = 1_000_000_000;

const Article = z.strictObject({
  net: z.int().min(0).max(highestNet),
  currency: z.string().refine(isCurrency, 'is not an ISO 4217 code'),
  taxBasisPoints: z.int().min(0).max(10_000),
});

const PriceListJson = z.strictObject({
  name: z.string().trim().min(1).max(64),
  articles: z.record(z.string().min(1).max(64), Article),
});

const PriceListIn = z.string().transform(jsonIn).pipe(PriceListJson).transform(toPriceList);

/** The path of a price list becomes the price list. Every problem of the file is an issue of its own, and names the file. */
export const PriceListFile = z.string().transform((file, context) => {
  const { data, error } = PriceListIn.safeParse(file);
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

function toPriceList({ name, articles }: z.infer<typeof PriceListJson>): PriceList {
  const prices = Object.entries(articles).map(
    ([article, { net, currency, taxBasisPoints }]) => [article, { net: money(net, currency), taxBasisPoints }] as const,
  );
  return new PriceList(name, new Map(prices));
}
