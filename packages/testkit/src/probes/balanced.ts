/** One thing in two books: what each says of it. */
export interface Balance {
  readonly of: string;
  readonly wanted: number;
  readonly found: number;
}

/** Where two books do not agree. */
export function balanced(balances: readonly Balance[], what: string): string[] {
  return balances
    .filter(({ wanted, found }) => wanted !== found)
    .map(({ of, wanted, found }) => `unbalanced: ${what} of ${of} is ${found} and not ${wanted}`);
}
