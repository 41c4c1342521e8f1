/** A line of output without what differs from run to run: ids, times, ports, versions, sizes, and how columns are filled. */
export function normalized(line: string): string {
  let text = line;
  for (const [pattern, by] of replacements) text = text.replaceAll(pattern, by);
  return text.trim();
}

/** What a person copies from an output: ids and ports, in their order. */
export function copiedFrom(line: string): string[] {
  return [...line.matchAll(copied)].map(([all]) => all);
}

const uuid = String.raw`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`;
const copied = new RegExp(String.raw`${uuid}|(?<=(?:127\.0\.0\.1|localhost):)\d+`, 'g');

const replacements: readonly (readonly [RegExp, string])[] = [
  // oxlint-disable-next-line no-control-regex -- colours are made of a control character
  [/\u001B\[[0-9;]*m/g, ''],
  [new RegExp(uuid, 'g'), '<id>'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, '<token>'],
  [/\b[0-9a-f]{16,64}\b/g, '<id>'],
  [/\b\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)/g, '<time>'],
  [/\b\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, '<time>'],
  [/\b\d\d:\d\d:\d\d\b/g, '<time>'],
  [/(127\.0\.0\.1|localhost):\d+/g, '$1:<port>'],
  [/\bport \d+/g, 'port <port>'],
  [/\b(process|pid) \d+/g, '$1 <pid>'],
  [/[+]?\b\d+(\.\d+)? ?(ms|s|min|MB|GB)\b/g, '<much>'],
  // An amount with its currency is none.
  [/\bv?\d+(\.\d+)+\b(?! [A-Z]{3}\b)/g, '<version>'],
  [/\b\d{6,}\b/g, '<number>'],
  [/\s+/g, ' '],
];
