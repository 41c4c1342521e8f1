import { DatabaseError } from 'pg';

/** What PostgreSQL says of a statement that it refuses. */
export interface SqlError {
  readonly code: string;
  readonly message: string;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  /** The character of the SQL that it is about, from 1. */
  readonly position?: number | undefined;
  /** Which tables there are, where it is about one that there is not. */
  readonly tables?: string | undefined;
}

/** A statement was refused. The message shows where. */
export class SqlRefused extends Error {
  readonly code = 'sql-refused';
  readonly sqlState: string;

  constructor(sql: string, error: SqlError) {
    super(linesOf(sql, error).join('\n'));
    this.sqlState = error.code;
  }
}

/** Undefined where it is no answer of PostgreSQL. */
export function sqlErrorOf(error: unknown): SqlError | undefined {
  if (!(error instanceof DatabaseError) || error.code === undefined) return undefined;
  const { code, message, detail, hint, position } = error;
  return { code, message, detail, hint, position: position === undefined ? undefined : Number(position) };
}

/** A table that is there and was left out of `from` has the same code. */
export function isNoSuchTable({ code, message }: SqlError): boolean {
  return code === '42P01' && message.startsWith('relation ');
}

function linesOf(sql: string, { code, message, detail, hint, position, tables }: SqlError): string[] {
  return [
    `${sentences.get(code)?.(message) ?? message} (${code})`,
    ...(position === undefined ? [] : shownAt(sql, position)),
    ...(detail === undefined ? [] : [`  ${detail}`]),
    ...(hint === undefined ? [] : [`  Hint: ${hint}`]),
    ...(tables === undefined ? [] : [`  ${tables}.`]),
  ];
}

/** Where PostgreSQL's own words do not say what to do. */
const sentences: ReadonlyMap<string, (message: string) => string> = new Map([
  [
    '42601',
    (message: string) =>
      message.includes('multiple commands') ? 'These are several statements. Ask one at a time.' : message,
  ],
  [
    '25006',
    (message: string) => `${message}. This command only reads: what changes data is a use case or a migration.`,
  ],
  ['57014', () => 'The answer took too long, and was given up. Ask for less, or --timeout <seconds>.'],
]);

/** The line of the SQL with the character, and a mark below it. */
function shownAt(sql: string, position: number): string[] {
  // PostgreSQL counts characters, JavaScript halves of some.
  const before = Array.from(sql)
    .slice(0, position - 1)
    .join('');
  const start = before.lastIndexOf('\n') + 1;
  const line = sql.slice(start).split('\n', 1)[0]!;
  const where = sql.includes('\n') ? `line ${before.split('\n').length}: ` : '';
  const column = Array.from(before.slice(start)).length;
  return [`  ${where}${line.replaceAll('\t', ' ')}`, `  ${' '.repeat(where.length + column)}^`];
}
