import type { Arrival } from './arrival.ts';
import { fateOf } from './fate-of.ts';
import { TooNew } from './place-lost.ts';
import type { Stopped } from './plan.ts';
import type { Reading } from './reading.ts';
import { EffectFailed } from './take.ts';

/** Messages that go into one transaction. */
export interface Part {
  readonly arrivals: readonly Arrival[];
  readonly fates: ReadonlyMap<bigint, Stopped>;
  /** Whether nothing is left to do after it. */
  readonly isLast: boolean;
  /** Throws when it is better not to go on. */
  readonly check: () => void;
}

type Deciding = Pick<Reading, 'consumer' | 'settings' | 'chance' | 'time' | 'log'>;

/**
 * Takes messages in one transaction, and when one of them fails in there each in a transaction of its own, so that it is
 * known which. That one is tried again at once, and then stops. Throws whatever is no message's fault.
 */
export async function togetherOrSingly(
  reading: Deciding,
  arrivals: readonly Arrival[],
  check: () => void,
  take: (part: Part) => Promise<void>,
): Promise<'together' | 'singly'> {
  const fates = fatesAtArrival(reading, arrivals);
  if (arrivals.length !== 1) {
    const checkAll = withTimeLimit(reading, check);
    if (await succeeds(take({ arrivals, fates, isLast: true, check: checkAll }), reading)) return 'together';
  }
  for (const [index, arrival] of arrivals.entries()) {
    check();
    await takeOne(reading, take, { arrivals: [arrival], fates, isLast: index === arrivals.length - 1, check });
  }
  return 'singly';
}

async function takeOne(reading: Deciding, take: (part: Part) => Promise<void>, part: Part): Promise<void> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await take(part);
    } catch (error) {
      if (!(error instanceof EffectFailed)) throw error;
      const [{ record, messageId }] = part.arrivals as [Arrival];
      const failed = { error: error.cause, attempts, failedForMs: 0 };
      const fate = fateOf(failed, reading.settings, reading.chance.fraction());
      if (fate.is === 'not-its-fault') throw error.cause;
      const { consumer, log } = reading;
      log.warn({ err: error.cause, consumer, offset: String(record.offset), messageId, attempts }, 'a message failed');
      if (fate.is !== 'again') return await take({ ...part, fates: new Map([[record.offset, fate]]) });
    }
  }
}

async function succeeds(attempt: Promise<void>, { settings }: Deciding): Promise<boolean> {
  try {
    await attempt;
    return true;
  } catch (error) {
    if (!(error instanceof EffectFailed)) throw error;
    const { is } = fateOf({ error: error.cause, attempts: 1, failedForMs: 0 }, settings, 0);
    if (is === 'not-its-fault') throw error.cause;
    return false;
  }
}

/** Several messages together hold their locks until the last of them is done. */
function withTimeLimit({ time, settings }: Deciding, check: () => void): () => void {
  const until = time.nowMs() + settings.batchMs;
  return () => {
    check();
    if (time.nowMs() > until) throw new TooSlowTogether(settings.batchMs);
  };
}

/** Later majors stop at once, each with a pause of its own: no try would tell more. */
function fatesAtArrival({ settings, chance }: Deciding, arrivals: readonly Arrival[]): Map<bigint, Stopped> {
  const fates = new Map<bigint, Stopped>();
  for (const arrival of arrivals) {
    if (arrival.kind !== 'too-new') continue;
    const failed = { error: new TooNew(arrival.event.type), attempts: settings.quickTries, failedForMs: 0 };
    const fate = fateOf(failed, settings, chance.fraction());
    if (fate.is === 'parked' || fate.is === 'dead') fates.set(arrival.record.offset, fate);
  }
  return fates;
}

/** Messages that together hold their locks for too long. Singly they do not. */
export class TooSlowTogether extends Error {
  readonly code = 'too-slow-together';

  constructor(ms: number) {
    super(`Several messages in one transaction took more than ${ms} ms.`);
  }
}
