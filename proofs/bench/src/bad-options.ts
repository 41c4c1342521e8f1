/** Something else was asked for than there is. */
export class BadOptions extends Error {
  readonly code = 'bad-options';
}

/** Whether an error says no more than that, also where Node has found it. */
export function isOfOptions(error: unknown): error is Error {
  if (error instanceof BadOptions) return true;
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
