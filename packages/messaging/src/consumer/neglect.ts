import type { Broker, Place } from '../broker/broker.ts';
import type { Reading } from './reading.ts';

/** What a place tells of itself that is read and has been given nothing for a while. */
export interface Quiet {
  readonly place: Place;
  /** The next offset that it is to be given. */
  readonly from: bigint;
  /** Whether it was given something since it said so, or is not read any more. */
  isOver(): boolean;
  /** There is nothing to be given: be patient once more. */
  excused(): void;
  /** There is something. Asks for it anew, and answers how many times this has happened on end. */
  neglected(): number;
}

/** A place as far as it is watched. */
export interface Watched {
  /** Present when it is read, has nothing in hand, and was given nothing for so long. */
  quiet(ms: number): Quiet | undefined;
  /** Whether it has something in hand, or was given something not longer ago than this. */
  isServed(ms: number): boolean;
}

/** A place was given nothing, although the broker has something for it. */
export class PlaceNeglected extends Error {
  readonly code = 'place-neglected';

  constructor({ topic, partition }: Place, from: bigint) {
    super(
      `${topic}/${partition} was given nothing, although there are records from offset ${from} on. It is asked for anew.`,
    );
  }
}

/**
 * Finds places that the client has forgotten: heartbeats go on, other places may go on, and the records of this one never
 * come. Heartbeats show nothing of that, so the broker itself is asked what there is. The place is asked for anew; when
 * that does not help, and no other place is given anything either, nothing in this process will.
 *
 * While others are served it may only be waiting for its turn, and would lose it: then it is waited for ten times as long.
 */
export async function lookForNeglect(
  { broker, log, settings: { quietMs }, consumer }: Pick<Reading, 'broker' | 'log' | 'settings' | 'consumer'>,
  places: readonly Watched[],
  dead: (reason: string) => void,
): Promise<void> {
  const isAnyServed = () => places.some((watched) => watched.isServed(quietMs));
  const patienceMs = isAnyServed() ? quietMs * 10 : quietMs;
  for (const quiet of places.flatMap((watched) => watched.quiet(patienceMs) ?? [])) {
    try {
      const hasRecords = await isThereMore(broker, quiet);
      if (quiet.isOver()) continue;
      if (!hasRecords) quiet.excused();
      else if (quiet.neglected() > 1 && !isAnyServed())
        dead(`${consumer} is given nothing by a broker that has records for it`);
    } catch (error) {
      // Whether it is neglected is not known: the broker is away, or may not be asked.
      log.debug({ err: error, consumer, ...quiet.place }, 'a quiet place could not be compared with the broker');
    }
  }
}

/** Only what can be read counts: a log may end with markers of transactions, which nobody is ever given. */
async function isThereMore(broker: Broker, { place, from }: Quiet): Promise<boolean> {
  const { next: end } = await broker.range(place);
  for (let at = from; at < end;) {
    const { records, next } = await broker.read(place, { from: at, to: end });
    if (records.length > 0) return true;
    at = next;
  }
  return false;
}
