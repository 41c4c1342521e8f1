/** Subjects that appear more than once: an effect that happened twice. One sentence for each time too many. */
export function doubled(seen: readonly string[], what: string): string[] {
  const before = new Set<string>();
  return seen
    .filter((subject) => before.size === before.add(subject).size)
    .map((subject) => `doubled: ${what} ${subject}`);
}
