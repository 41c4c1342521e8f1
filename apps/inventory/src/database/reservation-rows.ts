import type { Selectable } from 'kysely';
import type { Line } from '../domain/line.ts';
import type { RefusalReason, Reservation } from '../domain/reservation.ts';
import type { Place } from '../domain/stock.ts';
import type { ReservationLines, Reservations } from './schema.ts';

export const columnOf = {
  onHand: 'on_hand',
  reserved: 'reserved',
  committed: 'committed',
  shipped: 'shipped',
} as const satisfies Record<Place, string>;

export function linesOf(reservation: Reservation): readonly Line[] {
  return 'lines' in reservation ? reservation.lines : [];
}

export function toReservationColumns(reservation: Reservation) {
  const { state } = reservation;
  if (state !== 'refused') return { state, reason: null, articles: null };
  return { state, reason: reservation.reason, articles: [...reservation.articles] };
}

type LineRow = Pick<Selectable<ReservationLines>, 'article' | 'quantity'>;

export function toReservation(row: Selectable<Reservations>, rows: readonly LineRow[]): Reservation {
  const { order_id, reason, articles } = row;
  const state = row.state as Reservation['state'];
  const lines = rows.map(({ article, quantity }) => ({ article, quantity: Number(quantity) }));
  switch (state) {
    case 'reserved':
    case 'committed':
    case 'shipped':
    case 'released':
      return { state, lines };
    case 'refused':
      // The constraints of the table see to it that a refusal has a known reason and its articles.
      return { state, reason: reason as RefusalReason, articles: articles ?? [] };
    case 'none':
    case 'lost':
    case 'dispatched':
      return { state };
    default:
      throw new Error(`The reservation of order ${order_id} is in the unknown state "${row.state}".`);
  }
}
