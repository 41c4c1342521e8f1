import { isCurrency, money } from '@holdfast/contract-kit/money';
import { jsonFile } from '@holdfast/service';
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

/** The path of a price list becomes the price list. */
export const PriceListFile = jsonFile(PriceListJson.transform(toPriceList));

function toPriceList({ name, articles }: z.infer<typeof PriceListJson>): PriceList {
  const prices = Object.entries(articles).map(
    ([article, { net, currency, taxBasisPoints }]) => [article, { net: money(net, currency), taxBasisPoints }] as const,
  );
  return new PriceList(name, new Map(prices));
}
