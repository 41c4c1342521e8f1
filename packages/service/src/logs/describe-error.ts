/** What a log says about an error. */
export interface DescribedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: DescribedError;
  readonly [more: string]: unknown;
}

// Of a database error: names from the schema. `detail`, `where` and `query` quote rows, so they stay out.
const harmless = ['constraint', 'table', 'column', 'schema', 'routine', 'severity'] as const;

/**
 * Reduces an error to what does not quote data. PostgreSQL repeats values in `detail` ("Key (email)=(…) exists") and,
 * for values that it cannot read, in the message itself; both are left out.
 */
export function describeError(error: unknown, deepest = 3): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'something that is not an error was thrown' };
  const message = isFromPostgres(error) ? withoutQuotes(error.message) : error.message;
  return {
    type: error.constructor.name,
    message,
    ...('code' in error && typeof error.code === 'string' && { code: error.code }),
    ...(isFromPostgres(error) && namesOf(error)),
    stack: framesOf(error),
    ...(error.cause !== undefined && deepest > 0 && { cause: describeError(error.cause, deepest - 1) }),
  };
}

function isFromPostgres(error: Error): boolean {
  return 'severity' in error && 'routine' in error;
}

function withoutQuotes(message: string): string {
  return message.replaceAll(/"[^"]*"/g, '"…"');
}

function namesOf(error: Error): Record<string, unknown> {
  const given = Object.entries(error).filter(
    ([key, value]) => harmless.some((name) => name === key) && value !== undefined,
  );
  return Object.fromEntries(given);
}

/** The stack without its first lines, which repeat the message. */
function framesOf(error: Error): string {
  const lines = (error.stack ?? '').split('\n');
  return lines.filter((line) => /^\s+at /.test(line)).join('\n');
}
