// Made from the migrated schema orders. Do not edit: change a migration and generate the types again.

import type { ColumnType } from 'kysely';

export interface OrdersDb {
  impossible_facts: ImpossibleFacts;
  order_lines: OrderLines;
  order_steps: OrderSteps;
  orders: Orders;
  pages: Pages;
}

export interface ImpossibleFacts {
  id: GeneratedAlways<Int8>;
  order_id: string;
  state: string;
  fact: string;
  at: Timestamp;
}

export interface OrderLines {
  order_id: string;
  number: number;
  article: string;
  quantity: number;
}

export interface OrderSteps {
  order_id: string;
  number: number;
  name: string;
  service: string;
  at: Timestamp;
}

export interface Orders {
  id: string;
  customer_name: string;
  customer_email: string;
  customer_address: string;
  card_token: string;
  placed_by: string;
  placed_at: Timestamp;
  state: string;
  since: Timestamp;
  reason: string | null;
  deadline_at: Timestamp | null;
  amount: Int8 | null;
  currency: string | null;
  unscreened: Generated<boolean>;
  pricing: string | null;
  stock: string | null;
  screening: string | null;
  payment: string | null;
}

export interface Pages {
  id: GeneratedAlways<Int8>;
  order_id: string;
  step: string;
  at: Timestamp;
}

/** A row may leave it to the database. */
export type Generated<T> =
  T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>;

/** The database alone gives it. */
export type GeneratedAlways<T> =
  T extends ColumnType<infer S, unknown, unknown> ? ColumnType<S, never, never> : ColumnType<T, never, never>;

/** Read as text, because a JavaScript number is exact to 2^53 only. */
export type Int8 = ColumnType<string, bigint | number | string, bigint | number | string>;

export type Timestamp = ColumnType<Date, Date | string, Date | string>;
