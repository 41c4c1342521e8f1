// Made from the migrated schema orders. Do not edit: change a migration and generate the types again.

import type { ColumnType } from 'kysely';

export interface OrdersDb {
  impossible_facts: ImpossibleFacts;
  order_lines: OrderLines;
  order_steps: OrderSteps;
  orders: Orders;
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
}

/** The database alone gives it. */
export type GeneratedAlways<T> =
  T extends ColumnType<infer S, unknown, unknown> ? ColumnType<S, never, never> : ColumnType<T, never, never>;

/** Read as text, because a JavaScript number is exact to 2^53 only. */
export type Int8 = ColumnType<string, bigint | number | string, bigint | number | string>;

export type Timestamp = ColumnType<Date, Date | string, Date | string>;
