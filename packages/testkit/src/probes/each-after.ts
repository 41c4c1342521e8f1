/** For each thing, those of which at least one must have come before its first time. */
export type Befores = Readonly<Record<string, readonly string[]>>;

/** Things that came although nothing that they need had come before. Things without befores may come at any time. */
export function eachAfter(befores: Befores, seen: readonly string[], what: string): string[] {
  return [...new Set(seen)].flatMap((thing) => {
    const needed = befores[thing];
    const earlier = seen.slice(0, seen.indexOf(thing));
    if (needed === undefined || needed.some((one) => earlier.includes(one))) return [];
    return [`too early: ${what} ${thing} before any of ${needed.join(', ')}`];
  });
}
