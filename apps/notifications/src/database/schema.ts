// Made from the migrated schema notifications. Do not edit: change a migration and generate the types again.

import type { ColumnType } from 'kysely';

export interface NotificationsDb {
  notices: Notices;
}

export interface Notices {
  order_id: string;
  notice: string;
  wanted_at: Generated<Timestamp>;
  state: string;
  since: Generated<Timestamp>;
  message_id: string | null;
}

/** A row may leave it to the database. */
export type Generated<T> =
  T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>;

export type Timestamp = ColumnType<Date, Date | string, Date | string>;
