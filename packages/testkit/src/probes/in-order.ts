/** Things that came in another sequence than they were meant to; what is missing on either side is not looked at. */
export function inOrder(wanted: readonly string[], seen: readonly string[], what: string): string[] {
  const place = new Map(wanted.map((thing, index) => [thing, index]));
  const known = seen.filter((thing) => place.has(thing));
  return known.flatMap((thing, index) => {
    const before = known[index - 1];
    const overtakes = before !== undefined && place.get(before)! > place.get(thing)!;
    return overtakes ? [`out of order: ${what} ${thing} after ${before}`] : [];
  });
}
