import { hasSqlDetails, parse } from 'libpg-query';
import type { IndexStmt, Node, ParseResult, RawStmt } from 'libpg-query';
import type { Header, LineProblem } from './header.ts';

/** An index that a statement builds without locking the table, so that a crash may leave it behind unusable. */
export interface ConcurrentIndex {
  /** Undefined where the search path decides. */
  readonly schema: string | undefined;
  readonly name: string;
}

/** What the runner must know about the statements of a file. */
export interface Statements {
  readonly problems: readonly LineProblem[];
  readonly builds: ConcurrentIndex | undefined;
}

/**
 * Reads the SQL of a file with PostgreSQL's own parser and finds what would break the runner's promise: a statement that
 * ends the transaction which it does not own, several statements where there is no transaction to hold them together, an
 * index that could not be asked for a second time.
 */
export async function readStatements(sql: string, { transaction }: Pick<Header, 'transaction'>): Promise<Statements> {
  const parsed = await parsedOrProblem(sql);
  if ('problem' in parsed) return { problems: [parsed], builds: undefined };
  const statements = (parsed.stmts ?? []).map((raw) => ({ line: lineOf(sql, raw), node: raw.stmt ?? ({} as Node) }));
  if (statements.length === 0)
    return { problems: [{ line: 1, problem: 'The file has no statement. Delete it.' }], builds: undefined };
  const check = transaction === 'on' ? problemInTransaction : problemOutside;
  const problems = statements.flatMap((statement, index) => {
    const problem = check(statement.node, index);
    return problem === undefined ? [] : [{ line: statement.line, problem }];
  });
  return { problems, builds: concurrentIndexOf(statements[0]?.node) };
}

async function parsedOrProblem(sql: string): Promise<ParseResult | LineProblem> {
  try {
    return await parse(sql);
  } catch (error) {
    if (!hasSqlDetails(error)) throw error;
    const line = sql.slice(0, error.sqlDetails?.cursorPosition).split('\n').length;
    return { line, problem: `PostgreSQL cannot read this: ${error.message}.` };
  }
}

function problemInTransaction(node: Node): string | undefined {
  if (kindOf(node) === 'TransactionStmt') {
    return 'A file runs in one transaction, which the runner begins and ends. Remove this statement.';
  }
  if (isConcurrent(node)) {
    return 'PostgreSQL runs `concurrently` outside a transaction only. Move the statement to a file of its own with `-- transaction: off`.';
  }
  return undefined;
}

// A crash after the statement and before its row in the ledger runs the statement again.
function problemOutside(node: Node, index: number): string | undefined {
  if (index > 0) {
    return 'A file with `-- transaction: off` holds one statement: after a crash nobody would know which of several have run. Move this one to a file of its own.';
  }
  if ('IndexStmt' in node && node.IndexStmt.if_not_exists !== true)
    return `Write \`create index concurrently if not exists\`. ${whyAgain}`;
  if ('DropStmt' in node && node.DropStmt.missing_ok !== true) return `Write \`drop … if exists\`. ${whyAgain}`;
  return undefined;
}

const whyAgain = 'After a crash the statement runs again, and must then have nothing left to do.';

function isConcurrent(node: Node): boolean {
  return (
    ('IndexStmt' in node && node.IndexStmt.concurrent === true) ||
    ('DropStmt' in node && node.DropStmt.concurrent === true)
  );
}

function concurrentIndexOf(node: Node | undefined): ConcurrentIndex | undefined {
  if (node === undefined || !('IndexStmt' in node)) return undefined;
  const { concurrent, idxname, relation }: IndexStmt = node.IndexStmt;
  return concurrent === true && idxname !== undefined ? { schema: relation?.schemaname, name: idxname } : undefined;
}

function kindOf(node: Node): string | undefined {
  return Object.keys(node)[0];
}

// The parser counts bytes, and a statement's place includes the comments and blanks before it.
function lineOf(sql: string, { stmt_location: location = 0, stmt_len: length }: RawStmt): number {
  const bytes = Buffer.from(sql);
  const before = bytes.subarray(0, location).toString();
  const statement = bytes.subarray(location, length === undefined ? undefined : location + length).toString();
  return (before + statement.slice(0, startOfCode(statement))).split('\n').length;
}

function startOfCode(statement: string): number {
  return /^(?:\s|--.*|\/\*[\s\S]*?\*\/)*/.exec(statement)?.[0].length ?? 0;
}
