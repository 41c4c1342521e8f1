/** The only place that knows status numbers. */
export const problemCodes = {
  'unknown-order': 404,
} as const;
