import type { Anomaly } from '../explorer/world.ts';
import type { Ledger, Written } from './ledger.ts';
import type { Landed } from './network.ts';

/** What can be seen of the producer's side. */
export interface ProducerSide {
  readonly ledger: Ledger;
  readonly log: ReadonlyMap<number, readonly Landed[]>;
  /** The message ids that still wait in the database, parked ones included. */
  readonly waiting: ReadonlySet<string>;
  /** Had an effect after an operator's drop was carried out. */
  readonly ghosts: readonly string[];
}

/**
 * Judges a producer by the log alone, as an inbox would read it: the first copy of an id counts, a void record is a first
 * copy without an effect.
 */
export function producerAnomalies(side: ProducerSide): Anomaly[] {
  const first = firstCopies(side.log);
  return [...lost(side, first), ...reordered(side, first), ...ghosts(side, first)];
}

type FirstCopies = ReadonlyMap<string, { readonly at: number; readonly isVoid: boolean }>;

function firstCopies(log: ProducerSide['log']): FirstCopies {
  const first = new Map<string, { at: number; isVoid: boolean }>();
  for (const records of log.values()) {
    records.forEach(({ id, isVoid }, at) => !first.has(id) && first.set(id, { at, isVoid }));
  }
  return first;
}

/** Not in the database any more and not in the log: nobody will ever hear of it. */
function lost({ ledger, waiting }: ProducerSide, first: FirstCopies): Anomaly[] {
  return ledger.committed
    .filter(({ id }) => !waiting.has(id) && !first.has(id) && !ledger.dropped.has(id))
    .map(({ id }) => ({ kind: 'lost', what: `${id} is neither in the database nor in the log` }));
}

/** A log only grows, so that what stands before another there stays before it. */
function reordered({ ledger, waiting }: ProducerSide, first: FirstCopies): Anomaly[] {
  const pairs = ledger.committed.flatMap((later, index) =>
    ledger.committed
      .slice(0, index)
      .filter((earlier) => earlier.key === later.key && isOvertaken(earlier, later, { ledger, waiting, first }))
      .map((earlier) => ({ earlier, later })),
  );
  return pairs.map(({ earlier, later }) => ({
    kind: 'reordered',
    what: `${later.id} is in the log before ${earlier.id}, which was committed before it`,
  }));
}

function isOvertaken(
  earlier: Written,
  later: Written,
  { ledger, waiting, first }: Pick<ProducerSide, 'ledger' | 'waiting'> & { first: FirstCopies },
): boolean {
  const [one, other] = [first.get(earlier.id), first.get(later.id)];
  if (!other || other.isVoid || one?.isVoid) return false;
  // What is not even in the database any more is lost, and comes neither before nor after anything.
  return one ? one.at > other.at : waiting.has(earlier.id) && !ledger.dropped.has(earlier.id);
}

function ghosts({ ledger, ghosts: late }: ProducerSide, first: FirstCopies): Anomaly[] {
  const known = new Set([...ledger.committed.map(({ id }) => id), ...ledger.takenBack]);
  const never = [...first.keys()].filter((id) => !known.has(id));
  return [
    ...never.map((id): Anomaly => ({ kind: 'ghost', what: `${id} is in the log and was never committed` })),
    ...late.map((id): Anomaly => ({ kind: 'ghost', what: `${id} has an effect although it was dropped` })),
  ];
}
