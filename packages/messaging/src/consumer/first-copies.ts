/**
 * The first copy of each id that the inbox did not know. Two copies may arrive together, and a look into a set of ids would
 * find both of them new.
 */
export function firstCopies<T extends { readonly messageId: string }>(
  arrived: readonly T[],
  fresh: ReadonlySet<string>,
): T[] {
  const left = new Set(fresh);
  return arrived.filter(({ messageId }) => left.delete(messageId));
}
