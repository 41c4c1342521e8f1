// Made from the migrated schema garden. Do not edit: change a migration and generate the types again.

import type { ColumnType } from 'kysely';

export interface GardenDb {
  bed: Bed;
  bed_visit: BedVisit;
  sunny_bed: SunnyBed;
}

export interface Bed {
  id: GeneratedAlways<Int8>;
  code: string;
  name: string;
  nickname: string | null;
  area: Numeric;
  rows: Generated<number>;
  is_sunny: Generated<boolean>;
  planted_on: Timestamp | null;
  made_at: Generated<Timestamp>;
  season: 'spring' | 'it\'s "summer"' | null;
  seasons: ('spring' | 'it\'s "summer"')[];
  weights: ArrayOf<Numeric>;
  labels: Generated<string[]>;
  notes: Json;
  extra: Generated<Json>;
  photo: Buffer | null;
  serial_number: Generated<Int8>;
  doubled: GeneratedAlways<Numeric | null>;
  'no identifier': string | null;
}

export interface BedVisit {
  bed_id: Int8;
  day: Timestamp;
}

export interface SunnyBed {
  id: GeneratedAlways<Int8 | null>;
  name: GeneratedAlways<string | null>;
  made_at: GeneratedAlways<Timestamp | null>;
}

export type ArrayOf<T> = T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S[], I[], U[]> : T[];

/** A row may leave it to the database. */
export type Generated<T> =
  T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>;

/** The database alone gives it. */
export type GeneratedAlways<T> =
  T extends ColumnType<infer S, unknown, unknown> ? ColumnType<S, never, never> : ColumnType<T, never, never>;

/** Read as text, because a JavaScript number is exact to 2^53 only. */
export type Int8 = ColumnType<string, bigint | number | string, bigint | number | string>;

/** Written as text that you `JSON.stringify`, because the driver takes an array for one of PostgreSQL's. */
export type Json = ColumnType<unknown, string, string>;

/** Read as text, because a JavaScript number rounds. */
export type Numeric = ColumnType<string, number | string, number | string>;

export type Timestamp = ColumnType<Date, Date | string, Date | string>;
