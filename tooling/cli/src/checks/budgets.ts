/**
 * Minutes that each stage of `check` may take on two cores, printed beside what it took. A stage over its budget is a
 * reason to look, not a failure: machines differ. Change a number here together with what made it grow.
 */
export const budgetMinutes = {
  format: 0.1,
  packages: 3,
  knip: 0.5,
  boundaries: 0.5,
  pages: 0.5,
  sync: 0.2,
  test: 4,
  e2e: 48,
  packaging: 2,
} as const;
