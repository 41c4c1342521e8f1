/** What is really the matter: clients wrap it, and gather it with others, and then say only that something failed. */
export function innermost(error: unknown, depth = 20): unknown {
  if (!(error instanceof Error) || depth === 0) return error;
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  const inner = first ?? error.cause;
  return inner === undefined ? error : innermost(inner, depth - 1);
}
