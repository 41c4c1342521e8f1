/** What PostgreSQL has answered, as it writes it: text, or null. */
export interface Answer {
  /** The first word of the statement. */
  readonly command: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface Column {
  readonly name: string;
  /** The type's number in PostgreSQL's catalogs. */
  readonly type: number;
}
