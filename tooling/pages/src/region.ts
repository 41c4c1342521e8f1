/**
 * The lines between `#region name` and `#endregion` of a source, whatever starts a comment there, moved to the left. Other
 * regions inside it keep their lines and lose their marks. Undefined when there is no such region, or it does not end.
 */
export function regionOf(source: string, name: string): string[] | undefined {
  const lines = source.split('\n');
  const from = lines.findIndex((line) => opensRegion(line) === name);
  if (from === -1) return undefined;
  let depth = 1;
  const found: string[] = [];
  for (const line of lines.slice(from + 1)) {
    if (opensRegion(line) !== undefined) depth += 1;
    else if (closes.test(line)) depth -= 1;
    else found.push(line);
    if (depth === 0) return trimmed(found);
  }
  return undefined;
}

/** A whole source as a page shows it: without marks of regions. */
export function wholeOf(source: string): string[] {
  return trimmed(source.split('\n').filter((line) => opensRegion(line) === undefined && !closes.test(line)));
}

function opensRegion(line: string): string | undefined {
  return /^\s*(?:\/\/|--|#|<!--|\/\*)\s*#region\s+([\w-]+)/.exec(line)?.[1];
}

const closes = /^\s*(?:\/\/|--|#|<!--|\/\*)\s*#endregion\b/;

function trimmed(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => line.trim() !== '');
  if (first === -1) return [];
  const last = lines.findLastIndex((line) => line.trim() !== '');
  const kept = lines.slice(first, last + 1);
  const indent = Math.min(...kept.filter((line) => line.trim() !== '').map((line) => /^\s*/.exec(line)![0].length));
  return kept.map((line) => line.slice(indent).trimEnd());
}
