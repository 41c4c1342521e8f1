import type { Most } from '../relay/within-bytes.ts';

/** What a selection takes of these rows, as the stores in PostgreSQL do. */
export function firstRows<R extends { readonly payload: Uint8Array }>(
  rows: readonly R[],
  { limit, bytes = Infinity }: Most,
): R[] {
  let sum = 0;
  const end = rows.findIndex(({ payload }, n) => {
    if (n >= limit || (n > 0 && sum >= bytes)) return true;
    sum += payload.byteLength;
    return false;
  });
  return rows.slice(0, end === -1 ? rows.length : end);
}
