import type { AuditEntry } from '@holdfast/work';
import { consumerReplayed } from '../points.ts';
import type { Arrival } from './arrival.ts';
import type { Replay, ReplayProgress } from './consumer-store.ts';
import { Effect } from './effect.ts';
import { firstCopies } from './first-copies.ts';
import { keysIn, planOf, type Stopped } from './plan.ts';
import type { HeldPlace, Reading } from './reading.ts';
import { inboxOf } from './replay-step.ts';
import { Blame } from './take.ts';

/** Messages of a replay that are taken in one transaction. */
export interface ReplayTaking {
  readonly replay: Replay;
  readonly arrivals: readonly Arrival[];
  /** Where the replay goes on afterwards. */
  readonly next: bigint;
  readonly fates: ReadonlyMap<bigint, Stopped>;
  readonly check: () => void;
}

/** An operator has ended a replay while it was under way. */
export class ReplayOver extends Error {
  readonly code = 'replay-over';

  constructor({ id }: Replay) {
    super(`The replay ${id} was ended.`);
  }
}

/**
 * Handles records again that are behind the position, through the handlers that had them before. What the inbox knows has
 * had its effect, so there is nothing to apply; a replay that shall apply it again has an inbox of its own, in which each
 * message is new once, so that a late repeat in its range is none. Keys that are parked are left out: their messages have a
 * sequence of their own to keep. Answers with what was done.
 */
export async function takeReplay(reading: Reading, place: HeldPlace, taking: ReplayTaking): Promise<ReplayProgress> {
  const { store, consumer, engine } = reading;
  const { replay, arrivals, next } = taking;
  const blame = new Blame();
  return blame.around(() =>
    engine.transactTogether(async (shared) => {
      blame.nobody();
      const effect = new Effect(reading, place, shared);
      await effect.hold();
      const held = await store.heldKeys(effect.trx, consumer, place, keysIn(arrivals));
      const open = arrivals.filter(({ record }) => !held.has(record.key));
      const known = await newOf(reading, effect, replay, open);
      const fresh = firstCopies(open, known);
      if (replay.again && fresh.length > 0) await store.audit(effect.trx, auditEntryOf(taking, fresh.length));
      const plan = planOf(fresh, held, taking.fates);
      if (plan.handled.length > 0) blame.messages();
      await effect.handle(plan.handled, taking.check);
      await effect.putAside(plan);
      const applied = plan.handled.length;
      const progress = { next, applied, repeats: open.length - fresh.length, held: arrivals.length - open.length };
      if ((await store.replayed(effect.trx, replay, progress)) === 'over') {
        // An operator's doing: without this the messages would be tried one by one, and be told of as if they had failed.
        blame.nobody();
        throw new ReplayOver(replay);
      }
      const [first] = arrivals;
      if (first) consumerReplayed.reached(effect.factsOf(first));
      return progress;
    }),
  );
}

async function newOf(
  { store, consumer }: Reading,
  { trx }: Effect,
  replay: Replay,
  open: readonly Arrival[],
): Promise<ReadonlySet<string>> {
  if (open.length === 0) return new Set();
  const known = await store.record(trx, consumer, open);
  return replay.again ? store.record(trx, inboxOf(replay), open) : known;
}

/** Who has had messages applied a second time, and why: written with the effects, so there is none without it. */
function auditEntryOf({ replay, next }: ReplayTaking, applied: number): AuditEntry {
  const { actor, because, topic, partition, consumer } = replay;
  return {
    actor,
    action: 'messages.replay-again',
    subject: `${topic}/${partition}`,
    because,
    details: { consumer, replay: replay.id, from: String(replay.next), to: String(next), applied },
  };
}
