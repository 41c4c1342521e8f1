// Made from the migrated schema finance. Do not edit: change a migration and generate the types again.

import type { ColumnType } from 'kysely';

export interface FinanceDb {
  account_balances: AccountBalances;
  accounts: Accounts;
  entries: Entries;
  fact_lines: FactLines;
  facts: Facts;
  mismatches: Mismatches;
  order_balances: OrderBalances;
  order_books: OrderBooks;
  postings: Postings;
  trial_balance: TrialBalance;
}

export interface AccountBalances {
  account: GeneratedAlways<string | null>;
  kind: GeneratedAlways<string | null>;
  currency: GeneratedAlways<string | null>;
  balance: GeneratedAlways<Numeric | null>;
}

export interface Accounts {
  account: string;
  kind: string;
  meaning: string;
}

export interface Entries {
  order_id: string;
  posting: string;
  number: number;
  account: string;
  currency: string;
  amount: Int8;
}

export interface FactLines {
  order_id: string;
  type: string;
  reference: string;
  number: number;
  article: string;
  quantity: Int8;
}

export interface Facts {
  order_id: string;
  type: string;
  reference: string;
  number: number;
  currency: string | null;
  amount: Int8 | null;
  net: Int8 | null;
  tax: Int8 | null;
  tax_currency: string | null;
}

export interface Mismatches {
  order_id: string;
  kind: string;
  number: number;
  expected: Int8 | null;
  expected_currency: string | null;
  found: Int8 | null;
  found_currency: string | null;
  told_at: Timestamp;
}

export interface OrderBalances {
  order_id: GeneratedAlways<string | null>;
  account: GeneratedAlways<string | null>;
  currency: GeneratedAlways<string | null>;
  balance: GeneratedAlways<Numeric | null>;
}

export interface OrderBooks {
  order_id: string;
  state: string;
  heard_at: Timestamp;
  settled_at: Timestamp | null;
}

export interface Postings {
  order_id: string;
  posting: string;
  number: number;
  entry_count: number;
  booked_at: Timestamp;
}

export interface TrialBalance {
  currency: GeneratedAlways<string | null>;
  balance: GeneratedAlways<Numeric | null>;
  moved: GeneratedAlways<Numeric | null>;
}

/** The database alone gives it. */
export type GeneratedAlways<T> =
  T extends ColumnType<infer S, unknown, unknown> ? ColumnType<S, never, never> : ColumnType<T, never, never>;

/** Read as text, because a JavaScript number is exact to 2^53 only. */
export type Int8 = ColumnType<string, bigint | number | string, bigint | number | string>;

/** Read as text, because a JavaScript number rounds. */
export type Numeric = ColumnType<string, number | string, number | string>;

export type Timestamp = ColumnType<Date, Date | string, Date | string>;
