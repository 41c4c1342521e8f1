/** One line of a text that somebody else has written: it may hold anything, also what moves a terminal's cursor. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
}
