import type { Lease, RelayStore } from '../relay/relay-store.ts';
import { realTime, type Time } from '../time.ts';

/** What is left in the outbox of ticks. */
export interface LeftInTicks {
  /** Whether anything is. */
  readonly isLeft: () => Promise<boolean>;
  /** Nothing was left under this lease: empties the table. */
  readonly ended: (lease: Lease) => Promise<void>;
  /** Sends it, and with each tick what is in the other outbox then, under the ids that both share. */
  readonly store: RelayStore;
}

/**
 * The outbox whose rows are deleted, and before it what is left in the outbox of ticks: so that a service can go back to it
 * while it runs, once no instance writes ticked rows any more.
 *
 * It is asked for at the beginning of each term, because whoever sent before may have taken rows over, and now and then.
 */
export function ticksFirst(own: RelayStore, ticks: LeftInTicks, time: Time = realTime): RelayStore {
  let none: { readonly epoch: bigint; readonly untilMs: number } | undefined;
  const isNoneStill = () => none !== undefined && time.nowMs() < none.untilMs;
  return {
    ...own,
    // That of the ticks shows both outboxes.
    look: () => (isNoneStill() ? own : ticks.store).look(),
    async select(owner, size) {
      const selection = await own.select(owner, size);
      if (!selection) return undefined;
      const { epoch } = selection.lease;
      if (none?.epoch === epoch && isNoneStill()) return selection;
      // After the rows were read, so that there was nothing earlier then.
      if (!(await ticks.isLeft())) {
        none = { epoch, untilMs: time.nowMs() + askEveryMs };
        await ticks.ended(selection.lease);
        return selection;
      }
      none = undefined;
      const left = await ticks.store.select(owner, size);
      return left && { ...left, at: new Ticked(left.at) };
    },
    conclude: (selection, count) =>
      selection.at instanceof Ticked
        ? ticks.store.conclude({ ...selection, at: selection.at.at }, count)
        : own.conclude(selection, count),
    async park(lease, row, reason) {
      const parked = await own.park(lease, row, reason);
      return parked === 'gone' ? ticks.store.park(lease, row, reason) : parked;
    },
  };
}

class Ticked {
  readonly at: unknown;

  constructor(at: unknown) {
    this.at = at;
  }
}

const askEveryMs = 5_000;
