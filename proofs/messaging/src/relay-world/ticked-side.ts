import type { OutboxSide } from './seen-outbox.ts';

/** What is committed in the ticked outbox. Judged by the ticks alone: what the cursor says within a batch is the code's word. */
export interface TickedBackup {
  readonly state: {
    readonly events: readonly { readonly messageId: string; readonly xid: bigint }[];
    readonly ticks: ReadonlyMap<bigint, { readonly xmax: bigint; readonly open: readonly bigint[] }>;
    readonly cursor: { readonly tick: bigint };
    readonly marks: ReadonlyMap<string, { readonly isReleased: boolean }>;
    readonly parked: OutboxSide['parked'];
  };
}

export function tickedSideOf(backup: TickedBackup): OutboxSide {
  const { events, ticks, cursor, marks, parked } = backup.state;
  const passed = ticks.get(cursor.tick);
  const isPassed = (xid: bigint) => passed !== undefined && xid < passed.xmax && !passed.open.includes(xid);
  const waiting = events.filter(({ xid }) => !isPassed(xid));
  return {
    key: backup,
    waiting: new Set([...waiting, ...parked].map(({ messageId }) => messageId)),
    marks: [...marks].map(([both, { isReleased }]) => ({ ...partsOf(both), isReleased })),
    parked,
  };
}

function partsOf(both: string): { topic: string; key: string } {
  const at = both.lastIndexOf('/');
  return { topic: both.slice(0, at), key: both.slice(at + 1) };
}
