import type { Broker, Place, ReplayRange } from '@holdfast/messaging';

/** Where a range begins or ends, as a person writes it. */
export type Bound =
  | { readonly kind: 'offset'; readonly offset: bigint }
  | { readonly kind: 'time'; readonly at: Date }
  | { readonly kind: 'beginning' | 'end' };

/** Reads `beginning`, `end`, an offset, or a time. Throws {@link NoBound}. */
export function boundIn(text: string): Bound {
  if (text === 'beginning' || text === 'end') return { kind: text };
  if (/^\d+$/.test(text)) return { kind: 'offset', offset: BigInt(text) };
  const at = new Date(text);
  if (/^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(at.getTime())) return { kind: 'time', at };
  throw new NoBound(text);
}

type Log = Pick<Broker, 'range' | 'read'>;

/** A range of one place, and whether it was to go on behind what there is. */
export interface MeantRange extends ReplayRange {
  readonly isCut: boolean;
}

/** Which part of a topic a person means. */
export interface MeantPart {
  readonly topic: string;
  readonly partition?: number | undefined;
  readonly from: string;
  readonly to: string;
}

/** The ranges of all partitions that are meant; none of what is empty. Throws {@link NoBound}, {@link NoPartition}, {@link WhichPartition}. */
export async function rangesOf(
  broker: Log & Pick<Broker, 'topic'>,
  { topic, partition, from, to }: MeantPart,
): Promise<MeantRange[]> {
  const bounds = { from: boundIn(from), to: boundIn(to) };
  const { partitions } = await broker.topic(topic);
  if (partition !== undefined && partition >= partitions) throw new NoPartition({ topic, partition, partitions });
  const meant = partition === undefined ? Array.from({ length: partitions }, (_, n) => n) : [partition];
  const isOffset = Object.values(bounds).some(({ kind }) => kind === 'offset');
  if (isOffset && meant.length > 1) throw new WhichPartition(topic, partitions);
  const ranges = await Promise.all(meant.map((one) => rangeOf(broker, { topic, partition: one }, bounds)));
  return ranges.filter((range) => range.from < range.to);
}

/** The range of one place that is meant, cut to what the broker still has. Empty ones end where they begin. */
export async function rangeOf(
  broker: Log,
  place: Place,
  { from, to }: { from: Bound; to: Bound },
): Promise<MeantRange> {
  const kept = await broker.range(place);
  const within = (offset: bigint) => (offset < kept.first ? kept.first : offset > kept.next ? kept.next : offset);
  const offsetOf = async (bound: Bound): Promise<bigint> => {
    if (bound.kind === 'offset') return within(bound.offset);
    if (bound.kind === 'time') return await firstSince(broker, place, { ...kept, at: bound.at });
    return bound.kind === 'beginning' ? kept.first : kept.next;
  };
  const [begin, end] = [await offsetOf(from), await offsetOf(to)];
  return { ...place, from: begin, to: end < begin ? begin : end, isCut: to.kind === 'offset' && to.offset > kept.next };
}

/** The first offset that was stored at this time or later, found by halving: times grow with the offsets. */
async function firstSince(
  broker: Log,
  place: Place,
  { first, next, at }: { first: bigint; next: bigint; at: Date },
): Promise<bigint> {
  let [low, high] = [first, next];
  while (low < high) {
    const middle = (low + high) / 2n;
    const { records } = await broker.read(place, { from: middle, to: next });
    const found = records[0];
    if (found === undefined || found.timestamp >= at) high = middle;
    else low = found.offset + 1n;
  }
  return low;
}

/** It is no place in a log. */
export class NoBound extends Error {
  readonly code = 'no-bound';

  constructor(text: string) {
    super(
      `${JSON.stringify(text)} is no place in a topic. Write an offset (with --partition), a time such as 2026-05-04T12:00:00Z, beginning, or end.`,
    );
  }
}

/** An offset is one of a partition. */
export class WhichPartition extends Error {
  readonly code = 'which-partition';

  constructor(topic: string, partitions: number) {
    super(
      `${topic} has ${partitions} partitions, and an offset is a place in one of them: say which with --partition.`,
    );
  }
}

/** The topic has fewer partitions. */
export class NoPartition extends Error {
  readonly code = 'no-partition';

  constructor({ topic, partition, partitions }: { topic: string; partition: number; partitions: number }) {
    super(
      `${topic} has no partition ${partition}: it has ${partitions}, which are counted from 0. Say --partition with a number below ${partitions}, or leave it out for all of them.`,
    );
  }
}
