import { consumerBuried, consumerRedriven } from '../points.ts';
import { arrivalOf, isDeclared, type Message } from './arrival.ts';
import type { ParkedMessage } from './consumer-store.ts';
import { deadLetterOf } from './dead-letter.ts';
import { Effect } from './effect.ts';
import { fateOf, type Fate } from './fate-of.ts';
import { NotDeclared, TooNew } from './place-lost.ts';
import type { Stopped } from './plan.ts';
import type { HeldPlace, Reading } from './reading.ts';
import { Blame, EffectFailed } from './take.ts';

/** What became of the first parked message of a key. `none`: there was none, or it is not due any more. */
export type Redriven = 'done' | 'put-off' | 'none';

/**
 * Tries the first parked message of a key again, in a place that is held: its effect, and the end of its row, in one
 * transaction. When that fails, what becomes of it is written in another one; a crash between the two tries it once more.
 */
export async function redrive(reading: Reading, place: HeldPlace, key: string, check: () => void): Promise<Redriven> {
  for (let tries = 1; ; tries += 1) {
    const tried = await tryFirst(reading, place, key, check);
    if (!('error' in tried)) return tried.outcome;
    const fate = fateOfParked(reading, tried, tries);
    if (fate.is === 'not-its-fault') throw tried.error;
    const { offset, messageId, attempts } = tried.parked;
    const facts = { consumer: reading.consumer, offset: String(offset), messageId, attempts: attempts + tries };
    reading.log.warn({ err: tried.error, ...facts, fate: fate.is }, 'a parked message failed again');
    if (fate.is === 'again') continue;
    await putAside(reading, place, tried.parked, fate);
    return 'put-off';
  }
}

type Tried = { readonly outcome: 'done' | 'none' } | FailedRedrive;

interface FailedRedrive {
  readonly error: unknown;
  readonly parked: ParkedMessage;
}

async function tryFirst(reading: Reading, place: HeldPlace, key: string, check: () => void): Promise<Tried> {
  const blame = new Blame();
  let parked: ParkedMessage | undefined;
  try {
    await blame.around(() =>
      reading.engine.transactTogether(async (shared) => {
        blame.nobody();
        const effect = new Effect(reading, place, shared);
        await effect.hold();
        parked = await reading.store.takeFirst(effect.trx, reading.consumer, place, key);
        if (!parked) return;
        blame.messages();
        if (!parked.isDropped) await handle(reading, place, effect, { parked, check });
        consumerRedriven.reached(effect.factsOf({ record: parked, messageId: parked.messageId }));
      }),
    );
  } catch (error) {
    if (error instanceof EffectFailed && parked) return { error: error.cause, parked };
    throw error;
  }
  return { outcome: parked ? 'done' : 'none' };
}

/** As if it had just arrived, to a consumer that may have been deployed since. */
async function handle(
  reading: Reading,
  place: HeldPlace,
  effect: Effect,
  { parked, check }: { parked: ParkedMessage; check: () => void },
): Promise<void> {
  // It was declared when it was parked, and may be again after a release that was taken back: only a person drops it.
  if (!isDeclared(parked, reading.handlers)) throw new NotDeclared(parked.headers['ce_type'] ?? '');
  const arrival = arrivalOf(parked, { ...place, handlers: reading.handlers });
  if (arrival.kind === 'too-new') throw new TooNew(arrival.event.type);
  const handled: Message[] = arrival.kind === 'message' ? [arrival] : [];
  await effect.handle(handled, check);
  await effect.putAside({ parked: [], undecodable: arrival.kind === 'undecodable' ? [arrival] : [] });
}

function fateOfParked({ settings, chance }: Reading, { error, parked }: FailedRedrive, tries: number): Fate {
  const { attempts, firstFailedAt, now } = parked;
  const failedForMs = firstFailedAt ? now.getTime() - firstFailedAt.getTime() : 0;
  return fateOf({ error, attempts: attempts + tries, failedForMs }, settings, chance.fraction());
}

async function putAside(reading: Reading, place: HeldPlace, parked: ParkedMessage, fate: Stopped): Promise<void> {
  const { consumer, store, engine } = reading;
  const { offset, key } = parked;
  const failed = { offset, key, failure: fate.failure };
  await engine.transactTogether(async (shared) => {
    const effect = new Effect(reading, place, shared);
    await effect.hold();
    if (fate.is === 'parked') {
      const { retryInMs } = fate;
      await store.putOff(shared.trx, consumer, place, { ...failed, ...(retryInMs !== undefined && { retryInMs }) });
      return;
    }
    const firstFailedAt = parked.firstFailedAt ?? shared.now;
    const copy = deadLetterOf(parked, { ...place, ...fate, consumer, firstFailedAt, now: shared.now });
    await store.bury(shared.trx, consumer, place, failed, copy);
    consumerBuried.reached(effect.factsOf({ record: parked, messageId: parked.messageId }));
  });
}
