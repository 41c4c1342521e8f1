/** Whether PostgreSQL can keep a text: neither U+0000 nor half of a surrogate pair is in it. */
export function isKeepable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** The same text, with U+FFFD for whatever could not be kept. */
export function keepable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\u{FFFD}');
}
