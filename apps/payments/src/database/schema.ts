// Made from the migrated schema payments. Do not edit: change a migration and generate the types again.

import type { ColumnType } from 'kysely';

export interface PaymentsDb {
  payments: Payments;
  screenings: Screenings;
}

export interface Payments {
  order_id: string;
  state: string;
  since: Generated<Timestamp>;
  asked_amount: Int8 | null;
  asked_currency: string | null;
  capture_id: string | null;
  captured_amount: Int8 | null;
  captured_currency: string | null;
  reason: string | null;
  refund_id: string | null;
  refunded_amount: Int8 | null;
  refunded_currency: string | null;
}

export interface Screenings {
  order_id: string;
  asked_at: Generated<Timestamp>;
  decision: string | null;
  decided_at: Timestamp | null;
}

/** A row may leave it to the database. */
export type Generated<T> =
  T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>;

/** Read as text, because a JavaScript number is exact to 2^53 only. */
export type Int8 = ColumnType<string, bigint | number | string, bigint | number | string>;

export type Timestamp = ColumnType<Date, Date | string, Date | string>;
