import type { Look, WaitingRow } from './relay-store.ts';

/** How a relay shares out its time. */
export interface RelayTimes {
  /** For how long the lease is taken. The longest pause after a relay's process was killed. */
  readonly leaseMs: number;
  /** How long the broker may take to acknowledge; below `leaseMs`. */
  readonly sendMs: number;
}

/** What a look gives a relay to do: a whole turn, the lease to be taken or kept, or nothing. */
export function nextStep({ oldestAgeMs, holder }: Look, owner: string, { leaseMs }: RelayTimes): 'turn' | 'rest' {
  if (holder && holder.owner !== owner) return 'rest';
  if (oldestAgeMs !== undefined) return 'turn';
  // The lease is kept while there is nothing to send, so that the two of a pair need not fight for each message.
  return holder && holder.leftMs > leaseMs / 2 ? 'rest' : 'turn';
}

/**
 * How long a send may take that begins now, or 0 if none may begin: the answer must be here while the lease still is.
 * `leftMs` is counted from before the lease was asked for, which is on the safe side.
 */
export function sendLimitMs(leftMs: number, { leaseMs, sendMs }: RelayTimes): number {
  const forDeletingMs = leaseMs / 10;
  return leftMs - forDeletingMs >= sendMs ? sendMs : 0;
}

/** As many of the first rows as fit into `bytes`, and at least one. What does not fit is selected again by the next turn. */
export function firstWithin(rows: readonly WaitingRow[], bytes: number): readonly WaitingRow[] {
  let sum = 0;
  const tooMany = rows.findIndex((row) => (sum += sizeOf(row)) > bytes);
  return tooMany === -1 ? rows : rows.slice(0, Math.max(1, tooMany));
}

function sizeOf({ key, headers, payload }: WaitingRow): number {
  const texts = [key, ...Object.keys(headers), ...Object.values(headers)];
  return payload.byteLength + texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}
