/**
 * A text after the edit that a `diff` block shows: its ` ` and `-` lines stand together exactly once, and ` ` and `+` lines
 * take their place. A block of `+` lines alone is a new file, so `text` is undefined there. Throws EditDoesNotFit.
 */
export function applyEdit(text: string | undefined, content: readonly string[]): string {
  const before = content.filter((line) => !line.startsWith('+')).map((line) => line.slice(1));
  const after = content.filter((line) => !line.startsWith('-')).map((line) => line.slice(1));
  if (before.length === 0) {
    if (text !== undefined) throw new EditDoesNotFit('is to be new, and is there already');
    return `${after.join('\n')}\n`;
  }
  if (text === undefined) throw new EditDoesNotFit('is not there');
  const lines = text.split('\n');
  const places = [...lines.keys()].filter((at) => before.every((line, index) => lines[at + index] === line));
  const [place, ...others] = places;
  if (place === undefined) throw new EditDoesNotFit(`has no such lines:\n${before.join('\n')}`);
  if (others.length > 0) throw new EditDoesNotFit(`has these lines ${others.length + 1} times; show more of them`);
  return lines.toSpliced(place, before.length, ...after).join('\n');
}

/** The file is not as the page believes. */
export class EditDoesNotFit extends Error {
  readonly code = 'edit-does-not-fit';
}
