// Made from the migrated schema pricing. Do not edit: change a migration and generate the types again.

import type { ColumnType } from 'kysely';

export interface PricingDb {
  quote_lines: QuoteLines;
  quotes: Quotes;
}

export interface QuoteLines {
  order_id: string;
  number: number;
  article: string;
  quantity: number;
  unit_price: Int8;
  net: Int8;
}

export interface Quotes {
  order_id: string;
  price_list: string;
  quoted_at: Timestamp;
  outcome: string;
  currency: string | null;
  net: Int8 | null;
  tax: Int8 | null;
  reason: string | null;
  articles: string[] | null;
}

/** Read as text, because a JavaScript number is exact to 2^53 only. */
export type Int8 = ColumnType<string, bigint | number | string, bigint | number | string>;

export type Timestamp = ColumnType<Date, Date | string, Date | string>;
