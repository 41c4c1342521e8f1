/** The only place that knows status numbers. */
export const problemCodes = {
  'not-the-card-provider': 401,
  'unknown-intent': 404,
  'amount-differs': 422,
} as const;
