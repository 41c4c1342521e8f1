import { problemAt, type Problem } from './problem.ts';

/**
 * Where a message has text that no UTF-8 carries, or that PostgreSQL does not keep: half of a surrogate pair, or U+0000.
 * Both are valid JSON, so a reader would get them, and could never store them however often it tries.
 */
export function unkeepableText(data: unknown, path: readonly PropertyKey[] = []): Problem[] {
  if (typeof data === 'string') return isKeepable(data) ? [] : [problemAt(path, unkeepable)];
  if (typeof data !== 'object' || data === null) return [];
  if (Array.isArray(data)) return data.flatMap((part, index) => unkeepableText(part, [...path, index]));
  return Object.entries(data).flatMap(([field, part]) => [
    ...(isKeepable(field) ? [] : [problemAt([...path, field], unkeepable)]),
    ...unkeepableText(part, [...path, field]),
  ]);
}

const unkeepable = 'is text that cannot be kept: it has U+0000 or half of a surrogate pair';

function isKeepable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
