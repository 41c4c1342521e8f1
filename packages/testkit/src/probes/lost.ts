/** Subjects that should be there and are not. */
export function lost(wanted: readonly string[], seen: readonly string[], what: string): string[] {
  const there = new Set(seen);
  return wanted.filter((subject) => !there.has(subject)).map((subject) => `lost: ${what} ${subject}`);
}
