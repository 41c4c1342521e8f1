/** Subjects that are there and should not be. Each is told once. */
export function ghosts(wanted: readonly string[], seen: readonly string[], what: string): string[] {
  const known = new Set(wanted);
  return [...new Set(seen)].filter((subject) => !known.has(subject)).map((subject) => `ghost: ${what} ${subject}`);
}
