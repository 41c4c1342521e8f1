import type { AuditEntry } from '@holdfast/work';
import { consumerReplayed } from '../points.ts';
import type { Arrival } from './arrival.ts';
import type { HeldKeys, Replay, ReplayProgress } from './consumer-store.ts';
import { Effect } from './effect.ts';
import { firstCopies } from './first-copies.ts';
import { isOfKey, keysIn, planOf, type Stopped } from './plan.ts';
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

/** A message comes in the sequence of its key before what is parked of it. */
class KeyWaits extends Error {
  readonly offset: bigint;

  constructor({ record }: Arrival) {
    super(`The key of offset ${record.offset} waits with a later message.`);
    this.offset = record.offset;
  }
}

/**
 * Handles records again that are behind the position, through the handlers that had them before. What the inbox knows has
 * had its effect, so there is nothing to apply; a replay that shall apply it again has an inbox of its own, in which each
 * message is new once, so that a late repeat in its range is none.
 *
 * What is new in a parked key is parked behind it. What comes before that in the sequence is left out if it has had its
 * effect, or is itself what is parked; otherwise it would be lost, so the step ends before it, and the replay waits for the
 * key. Answers with what was done.
 */
export async function takeReplay(reading: Reading, place: HeldPlace, taking: ReplayTaking): Promise<ReplayProgress> {
  try {
    return await takeStep(reading, place, taking);
  } catch (error) {
    if (!(error instanceof KeyWaits)) throw error;
    const { offset: next } = error;
    const { topic, partition } = place;
    reading.log.debug({ err: error, consumer: reading.consumer, topic, partition }, 'a replay waits for a key');
    if (next === taking.replay.next) return { next, applied: 0, repeats: 0, held: 0 };
    const arrivals = taking.arrivals.filter(({ record }) => record.offset < next);
    return await takeStep(reading, place, { ...taking, arrivals, next });
  }
}

async function takeStep(reading: Reading, place: HeldPlace, taking: ReplayTaking): Promise<ReplayProgress> {
  const { store, consumer, engine } = reading;
  const { replay, arrivals, next } = taking;
  const blame = new Blame();
  return blame.around(() =>
    engine.transactTogether(async (shared) => {
      blame.nobody();
      const effect = new Effect(reading, place, shared);
      await effect.hold();
      const held = await store.heldKeys(effect.trx, consumer, place, keysIn(arrivals));
      const { open, isNew } = await openIn(reading, effect, taking, held);
      const fresh = firstCopies(open, isNew);
      if (replay.again && fresh.length > 0) await store.audit(effect.trx, auditEntryOf(taking, fresh.length));
      const plan = planOf(fresh, held, taking.fates);
      if (plan.handled.length > 0) blame.messages();
      await effect.handle(plan.handled, taking.check);
      await effect.putAside(plan);
      const progress = {
        next,
        applied: plan.handled.length,
        repeats: open.length - fresh.length,
        held: arrivals.length - open.length + plan.parked.length,
      };
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

/** What may have an effect in this step, or may wait for it, and which ids of it are new. */
async function openIn(
  { store, consumer }: Reading,
  { trx }: Effect,
  { arrivals, replay }: ReplayTaking,
  held: HeldKeys,
): Promise<{ open: readonly Arrival[]; isNew: ReadonlySet<string> }> {
  const isBefore = (arrival: Arrival) =>
    isOfKey(arrival) && arrival.record.offset <= (held.get(arrival.record.key) ?? -1n);
  const isNew = await store.record(trx, consumer, arrivals);
  const waiting = arrivals.find((arrival) => isBefore(arrival) && isNew.has(arrival.messageId));
  if (waiting) throw new KeyWaits(waiting);
  const open = arrivals.filter((arrival) => !isBefore(arrival));
  return { open, isNew: replay.again ? await store.record(trx, inboxOf(replay), open) : isNew };
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
