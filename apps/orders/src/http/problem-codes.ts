/** The only place that knows status numbers. */
export const problemCodes = {
  'unknown-order': 404,
  'cancellation-too-late': 409,
} as const;
