import { summed, type Line } from './line.ts';
import type { Move } from './stock.ts';

export type Reservation =
  /** Nothing was heard of the order. */
  | { readonly state: 'none' }
  | { readonly state: 'reserved'; readonly lines: readonly Line[] }
  | { readonly state: 'committed'; readonly lines: readonly Line[] }
  | { readonly state: 'shipped'; readonly lines: readonly Line[] }
  /** Without lines when the release came first. */
  | { readonly state: 'released'; readonly lines: readonly Line[] }
  | { readonly state: 'refused'; readonly reason: RefusalReason; readonly articles: readonly string[] }
  /** A commit came first. */
  | { readonly state: 'lost' }
  /** Its goods left before anything else was heard. */
  | { readonly state: 'dispatched' };

export type RefusalReason = 'unknown-article' | 'out-of-stock';

export type Answer =
  | { readonly type: 'reserved' | 'released' | 'committed' }
  | { readonly type: 'refused'; readonly reason: string; readonly articles?: readonly string[] }
  | { readonly type: 'lost'; readonly reason: string };

export interface Decision {
  readonly reservation: Reservation;
  /** All lines of the reservation move. */
  readonly move?: Move;
  readonly answers: readonly Answer[];
  /** What was heard although it cannot be true in the state of the reservation. */
  readonly impossible?: Impossible;
}

export interface Impossible {
  readonly state: Reservation['state'];
  readonly fact: 'release-stock' | 'commit-stock' | 'shipment-dispatched';
}

/** How many of an article are on hand; articles that the warehouse does not have are missing. */
export type OnHand = ReadonlyMap<string, number>;

const reserved: Answer = { type: 'reserved' };
const released: Answer = { type: 'released' };
const committed: Answer = { type: 'committed' };

export function reserve(before: Reservation, asked: readonly Line[], onHand: OnHand): Decision {
  switch (before.state) {
    case 'none':
    case 'dispatched':
      return reserveNow(before, summed(asked), onHand);
    case 'reserved':
    case 'committed':
    case 'shipped':
      return unchanged(before, reserved);
    case 'refused':
      return unchanged(before, { type: 'refused', reason: before.reason, articles: before.articles });
    case 'released':
      // Who was told "reserved" hears it again, and then what is true now.
      if (before.lines.length > 0) return unchanged(before, reserved, released);
      return unchanged(before, { type: 'refused', reason: 'was-released' });
    case 'lost':
      return unchanged(before, { type: 'refused', reason: 'was-lost' });
  }
}

function reserveNow(before: { state: 'none' | 'dispatched' }, lines: readonly Line[], onHand: OnHand): Decision {
  const unknown = lines.filter(({ article }) => !onHand.has(article));
  if (unknown.length > 0) return refuse('unknown-article', unknown);
  const short = lines.filter(({ article, quantity }) => onHand.get(article)! < quantity);
  if (short.length > 0) return refuse('out-of-stock', short);

  const state = before.state === 'none' ? 'reserved' : 'shipped';
  return { reservation: { state, lines }, move: { from: 'onHand', to: state }, answers: [reserved] };
}

function refuse(reason: RefusalReason, lines: readonly Line[]): Decision {
  const articles = lines.map(({ article }) => article);
  return { reservation: { state: 'refused', reason, articles }, answers: [{ type: 'refused', reason, articles }] };
}

export function release(before: Reservation): Decision {
  switch (before.state) {
    case 'none':
      return { reservation: { state: 'released', lines: [] }, answers: [released] };
    case 'reserved': {
      const { lines } = before;
      return {
        reservation: { state: 'released', lines },
        move: { from: 'reserved', to: 'onHand' },
        answers: [released],
      };
    }
    case 'released':
    case 'refused':
    case 'lost':
      return unchanged(before, released);
    case 'committed':
    case 'shipped':
      // Bound is bound. The answer is why there will be no `released`.
      return { ...unchanged(before, committed), impossible: { state: before.state, fact: 'release-stock' } };
    case 'dispatched':
      return {
        reservation: { state: 'released', lines: [] },
        answers: [released],
        impossible: { state: before.state, fact: 'release-stock' },
      };
  }
}

export function commit(before: Reservation): Decision {
  switch (before.state) {
    case 'none':
      return { reservation: { state: 'lost' }, answers: [lost('never-reserved')] };
    case 'reserved': {
      const { lines } = before;
      return {
        reservation: { state: 'committed', lines },
        move: { from: 'reserved', to: 'committed' },
        answers: [committed],
      };
    }
    case 'committed':
    case 'shipped':
      return unchanged(before, committed);
    case 'released':
    case 'refused':
      return unchanged(before, lost(`was-${before.state}`));
    case 'lost':
      return unchanged(before, lost('never-reserved'));
    case 'dispatched':
      return {
        reservation: { state: 'lost' },
        answers: [lost('never-reserved')],
        impossible: { state: before.state, fact: 'commit-stock' },
      };
  }
}

function lost(reason: string): Answer {
  return { type: 'lost', reason };
}

/** Goods that left are gone, whatever else was heard: stock follows them if it was set aside, and else a person counts. */
export function ship(before: Reservation): Decision {
  switch (before.state) {
    case 'none':
      return { reservation: { state: 'dispatched' }, answers: [] };
    case 'reserved':
    case 'committed': {
      const { lines } = before;
      return { reservation: { state: 'shipped', lines }, move: { from: before.state, to: 'shipped' }, answers: [] };
    }
    case 'shipped':
    case 'dispatched':
      return unchanged(before);
    case 'released':
    case 'refused':
    case 'lost':
      return { ...unchanged(before), impossible: { state: before.state, fact: 'shipment-dispatched' } };
  }
}

function unchanged(reservation: Reservation, ...answers: Answer[]): Decision {
  return { reservation, answers };
}
