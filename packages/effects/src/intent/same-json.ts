import { isDeepStrictEqual } from 'node:util';

/** Whether two values are the same JSON; the sequence of fields does not count. */
export function isSameJson(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(asJson(one), asJson(other));
}

/** What is left of a value after it has been stored as JSON. */
export function asJson(value: unknown): unknown {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? undefined : JSON.parse(text);
}
