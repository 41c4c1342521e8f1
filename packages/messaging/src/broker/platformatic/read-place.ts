import type { Excerpt, IncomingRecord, Place } from '../broker.ts';
import { waits, type KafkaOptions } from '../kafka-options.ts';
import { within } from '../within.ts';
import { PlaceFetcher } from './place-fetcher.ts';

/** Reads some records of a place without being a member of any group. */
export async function readPlace(
  options: KafkaOptions,
  place: Place,
  { from, to, next: end }: { readonly from: bigint; readonly to: bigint; readonly next: bigint },
): Promise<Excerpt> {
  const until = to < end ? to : end;
  const fetcher = new PlaceFetcher(options, place);
  try {
    return await within(waits.readMs, `reading ${place.topic} from ${from}`, read(fetcher, { from, to, until }));
  } finally {
    await fetcher.close();
  }
}

async function read(
  fetcher: PlaceFetcher,
  { from, to, until }: { readonly from: bigint; readonly to: bigint; readonly until: bigint },
): Promise<Excerpt> {
  const found: IncomingRecord[] = [];
  let at = from;
  while (at < until && found.length < most) {
    const fetched = await fetcher.fetch(at);
    found.push(...fetched.records.filter(({ offset }) => offset < until));
    at = fetched.next;
  }
  if (found.length > most) return { records: found.slice(0, most), next: found[most]!.offset };
  return { records: found, next: at < until ? at : to };
}

const most = 500;
