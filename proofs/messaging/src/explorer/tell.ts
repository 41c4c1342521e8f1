/** A value as text that two equal values share. Bytes, headers and times are left out: nothing is decided by them here. */
export function tell(value: unknown): string {
  return JSON.stringify(value, plain) ?? 'nothing';
}

const leftOut = new Set(['headers', 'payload', 'value', 'traceparent', 'now', 'firstFailedAt', 'timestamp', 'at']);

function plain(name: string, value: unknown): unknown {
  // Where a selection stands is an object under this name, and things are decided by it.
  if (leftOut.has(name) && (name !== 'at' || typeof value !== 'object')) return undefined;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Error) return value.name;
  if (value instanceof Set) return [...value];
  if (value instanceof Map) return [...value];
  return value;
}
