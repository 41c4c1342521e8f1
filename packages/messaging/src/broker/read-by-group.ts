import { keyOf, type Batch, type Broker, type Excerpt, type IncomingRecord, type Place } from './broker.ts';
import { within } from './within.ts';

/** What is to be read, and how patiently. */
export interface Reading {
  /** A name that nobody else uses; it is forgotten at the end. */
  readonly group: string;
  readonly place: Place;
  /** `to` is not part of it. */
  readonly range: { readonly from: bigint; readonly to: bigint };
  readonly most: number;
  readonly withinMs: number;
}

/**
 * Reads records of one place as the only member of a group of its own, for clients that can read in no other way. It
 * acknowledges nothing, so the group leaves no trace; one that could not be forgotten is removed by the broker in time.
 */
export async function readByGroup(
  broker: Pick<Broker, 'join' | 'range' | 'forget'>,
  { group, place, range: { from, to }, most, withinMs }: Reading,
): Promise<Excerpt> {
  const { next: end } = await broker.range(place);
  const until = to < end ? to : end;
  if (from >= until) return { records: [], next: to };
  const found: IncomingRecord[] = [];
  const done = Promise.withResolvers<bigint>();
  const membership = broker.join(
    { name: group, topics: [place.topic] },
    {
      assigned: (places) => {
        // A place that is dealt again is read from its beginning again.
        found.length = 0;
        for (const one of places) if (keyOf(one) === keyOf(place)) membership.readFrom(one, from);
      },
      batch: async ({ records, to: after, ...where }: Batch) => {
        if (keyOf(where) !== keyOf(place)) return 'unfinished';
        found.push(...records.filter(({ offset }) => offset < until));
        if (found.length < most && after < until) return 'handled';
        done.resolve(after < until ? after : until);
        return 'unfinished';
      },
      heard: () => undefined,
      dead: (reason) => done.reject(new Error(reason)),
    },
  );
  try {
    const next = await within(withinMs, `reading ${keyOf(place)} from ${from}`, done.promise);
    // Leaving the group empties what was found.
    return { records: [...found], next: next === until ? to : next };
  } finally {
    await membership.leave();
    await broker.forget(group).catch(() => undefined);
  }
}
