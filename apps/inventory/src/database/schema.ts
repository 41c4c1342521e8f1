// Made from the migrated schema inventory. Do not edit: change a migration and generate the types again.

import type { ColumnType } from 'kysely';

export interface InventoryDb {
  impossible_facts: ImpossibleFacts;
  reservation_lines: ReservationLines;
  reservations: Reservations;
  stock: Stock;
}

export interface ImpossibleFacts {
  order_id: string;
  state: string;
  fact: string;
  at: Timestamp;
}

export interface ReservationLines {
  order_id: string;
  article: string;
  quantity: Int8;
}

export interface Reservations {
  order_id: string;
  state: string;
  reason: string | null;
  articles: string[] | null;
}

export interface Stock {
  article: string;
  initial: Int8;
  on_hand: Int8;
  reserved: Generated<Int8>;
  committed: Generated<Int8>;
  shipped: Generated<Int8>;
}

/** A row may leave it to the database. */
export type Generated<T> =
  T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>;

/** Read as text, because a JavaScript number is exact to 2^53 only. */
export type Int8 = ColumnType<string, bigint | number | string, bigint | number | string>;

export type Timestamp = ColumnType<Date, Date | string, Date | string>;
