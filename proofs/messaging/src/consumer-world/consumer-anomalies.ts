import type { Anomaly } from '../explorer/world.ts';
import type { Effects } from './effects.ts';
import type { Logged } from './place-log.ts';

/** What can be seen of the consumer's side. */
export interface ConsumerSide {
  readonly log: readonly Logged[];
  readonly effects: Effects;
  /** The events that have a row in `consumer_parked`. */
  readonly parked: ReadonlySet<string>;
  /** Everything below has had its effect, or is parked. */
  readonly position: number;
  /** The highest position since the last restore. */
  readonly highest: number;
}

/** Judges a consumer by its effects alone. */
export function consumerAnomalies(side: ConsumerSide): Anomaly[] {
  return [...lost(side), ...doubled(side), ...reordered(side), ...ghosts(side), ...movedBack(side)];
}

function lost({ log, effects, parked, position }: ConsumerSide): Anomaly[] {
  const settled = new Set([...effects.had, ...effects.dropped, ...parked]);
  const passed = firstCopies(log).filter(({ at, isVoid }) => at < position && !isVoid);
  return passed
    .filter(({ event }) => !settled.has(event))
    .map(({ event }) => ({
      kind: 'lost',
      what: `the position is behind ${event}, which had no effect and is not parked`,
    }));
}

function doubled({ effects: { had, again } }: ConsumerSide): Anomaly[] {
  return [...new Set(had)].flatMap((event) => {
    const [times, allowed] = [count(had, event), 1 + count(again, event)];
    return times > allowed ? [{ kind: 'doubled', what: `${event} had its effect ${times} times` }] : [];
  });
}

/** Of two events of one key the earlier one has its effect first, unless somebody has decided that it has none. */
function reordered({ log, effects: { had, dropped }, parked, position }: ConsumerSide): Anomaly[] {
  const first = firstCopies(log).filter(({ isVoid }) => !isVoid);
  return first.flatMap((later, index) =>
    first
      .slice(0, index)
      .filter((earlier) => earlier.key === later.key && !dropped.includes(earlier.event))
      .filter((earlier) => had.includes(later.event) && !isBefore(had, earlier.event, later.event))
      // Else it is lost, and comes neither before nor after anything.
      .filter(({ event, at }) => had.includes(event) || parked.has(event) || at >= position)
      .map((earlier) => overtaking(earlier.event, later.event, parked)),
  );
}

function overtaking(earlier: string, later: string, parked: ReadonlySet<string>): Anomaly {
  return parked.has(earlier)
    ? { kind: 'overtaken', what: `${later} had its effect while ${earlier} is parked` }
    : { kind: 'reordered', what: `${later} had its effect before ${earlier}` };
}

function ghosts({ log, effects: { had, ghosts: late } }: ConsumerSide): Anomaly[] {
  const voids = firstCopies(log).filter(({ isVoid }) => isVoid);
  return [
    ...voids
      .filter(({ event }) => had.includes(event))
      .map(({ event }): Anomaly => ({
        kind: 'ghost',
        what: `${event} had an effect although a void record came first`,
      })),
    ...late.map((event): Anomaly => ({ kind: 'ghost', what: `${event} had an effect although it was dropped` })),
  ];
}

function movedBack({ position, highest }: ConsumerSide): Anomaly[] {
  return position < highest
    ? [{ kind: 'moved-back', what: `the position went back from ${highest} to ${position}` }]
    : [];
}

function firstCopies(log: readonly Logged[]): (Logged & { at: number })[] {
  const known = new Set<string>();
  return log.flatMap((record, at) => {
    if (known.has(record.event)) return [];
    known.add(record.event);
    return [{ ...record, at }];
  });
}

function isBefore(had: readonly string[], one: string, other: string): boolean {
  return had.includes(one) && had.indexOf(one) < had.indexOf(other);
}

function count(all: readonly string[], one: string): number {
  return all.filter((other) => other === one).length;
}
