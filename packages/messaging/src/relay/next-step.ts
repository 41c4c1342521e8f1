import type { Look, SelectedRow, WaitingRow } from './relay-store.ts';

/** How a relay shares out its time. */
export interface RelayTimes {
  /** For how long the lease is taken. The longest pause after a relay's process was killed. */
  readonly leaseMs: number;
  /** How long the broker may take to acknowledge; below `leaseMs`. */
  readonly sendMs: number;
}

/** What a turn does: sends the next rows, or parked rows that are released, or nothing. */
export type Step = 'rows' | 'released' | 'rest';

/**
 * What a look gives a relay to do. Rows and released rows are sent in turns, one send in each: under a lease that a slow
 * broker has used up there is no second send, so that what always came second would wait for ever.
 */
export function nextStep(
  { oldestAgeMs, holder, isAsked }: Pick<Look, 'oldestAgeMs' | 'holder' | 'isAsked'>,
  { owner, last, leaseMs }: { readonly owner: string; readonly last: Step; readonly leaseMs: number },
): Step {
  if (holder && holder.owner !== owner) return 'rest';
  const isWaiting = oldestAgeMs !== undefined;
  if (isAsked && !(isWaiting && last === 'released')) return 'released';
  if (isWaiting) return 'rows';
  // The lease is kept while there is nothing to send, so that the two of a pair need not fight for each message.
  return holder && holder.leftMs > leaseMs / 2 ? 'rest' : 'rows';
}

/**
 * How long a send may take that begins now, or 0 if none may begin: the answer must be here while the lease still is.
 * `leftMs` is counted from before the lease was asked for, which is on the safe side.
 */
export function sendLimitMs(leftMs: number, { leaseMs, sendMs }: RelayTimes): number {
  const forDeletingMs = leaseMs / 10;
  return leftMs - forDeletingMs >= sendMs ? sendMs : 0;
}

/** What a selection is worked through in one step: its first `count` rows, of which `toSend` are sent. */
export interface Chunk<R extends WaitingRow = SelectedRow> {
  readonly count: number;
  readonly toSend: readonly R[];
}

/**
 * The first rows of a selection of which no more are to be sent than `most`, and than fit into `bytes`; at least one. Rows
 * of marked keys are passed on the way: they are not sent. What does not fit is selected again by the next turn.
 */
export function firstChunk<R extends WaitingRow & { readonly isMarked?: boolean }>(
  rows: readonly R[],
  { most, bytes }: { most: number; bytes: number },
): Chunk<R> {
  const toSend: R[] = [];
  let sum = 0;
  for (const [index, row] of rows.entries()) {
    if (row.isMarked) continue;
    sum += sizeOf(row);
    if (toSend.length > 0 && (toSend.length >= most || sum > bytes)) return { count: index, toSend };
    toSend.push(row);
  }
  return { count: rows.length, toSend };
}

/** How many rows to send at most after the broker has refused so many for good: half, until the one is alone. */
export function afterRefusal(sent: number): number {
  return Math.max(1, Math.floor(sent / 2));
}

/** How many rows to send at most after the broker has taken some: it grows back to all. */
export function afterAck(most: number, all: number): number {
  return Math.min(all, most * 2);
}

function sizeOf({ key, headers, payload }: WaitingRow): number {
  let sum = payload.byteLength + Buffer.byteLength(key);
  for (const name in headers) sum += Buffer.byteLength(name) + Buffer.byteLength(headers[name]!);
  return sum;
}
