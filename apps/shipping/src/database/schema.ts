// Made from the migrated schema shipping. Do not edit: change a migration and generate the types again.

import type { ColumnType } from 'kysely';

export interface ShippingDb {
  shipment_lines: ShipmentLines;
  shipments: Shipments;
}

export interface ShipmentLines {
  order_id: string;
  number: number;
  article: string;
  quantity: number;
}

export interface Shipments {
  order_id: string;
  wanted_at: Generated<Timestamp>;
  state: string;
  since: Generated<Timestamp>;
  tracking_number: string | null;
}

/** A row may leave it to the database. */
export type Generated<T> =
  T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>;

export type Timestamp = ColumnType<Date, Date | string, Date | string>;
