/** Whether PostgreSQL can keep this JSON: it keeps no text with U+0000 or half a character in it. */
export function isStorable(json: unknown): boolean {
  if (typeof json === 'string') return json === storable(json);
  if (typeof json !== 'object' || json === null) return true;
  return Object.entries(json).every(([name, value]) => isStorable(name) && isStorable(value));
}

/** The text, with a sign where something stood that PostgreSQL does not keep. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}
