import type { Line } from '../domain/line.ts';
import type { Reservation } from '../domain/reservation.ts';
import { moved, openingStock, type Stock } from '../domain/stock.ts';
import type { Decide, ImpossibleFact, StockStore } from './stock-store.ts';

/** For tests. A change does not wait for anything, so nothing comes between. */
export class MemoryStockStore implements StockStore {
  readonly stock = new Map<string, Stock>();
  readonly reservations = new Map<string, Reservation>();
  readonly impossibleFacts: ImpossibleFact[] = [];

  async putIn(opening: readonly Line[]) {
    for (const line of opening) {
      if (!this.stock.has(line.article)) this.stock.set(line.article, openingStock(line));
    }
  }

  async change(orderId: string, asked: readonly Line[], decide: Decide) {
    const decision = decide(this.reservations.get(orderId) ?? { state: 'none' }, this.onHand(asked));
    const { reservation, move } = decision;
    const lines = move && 'lines' in reservation ? reservation.lines : [];
    const after = lines.map(({ article, quantity }) => moved(this.stock.get(article)!, move!, quantity));
    for (const stock of after) this.stock.set(stock.article, stock);
    this.reservations.set(orderId, reservation);
    return decision;
  }

  async noteImpossible(fact: ImpossibleFact) {
    const isSame = (other: ImpossibleFact) =>
      other.orderId === fact.orderId && other.state === fact.state && other.fact === fact.fact;
    if (!this.impossibleFacts.some(isSame)) this.impossibleFacts.push(fact);
  }

  private onHand(asked: readonly Line[]) {
    const known = asked.flatMap(({ article }) => this.stock.get(article) ?? []);
    return new Map(known.map(({ article, onHand }) => [article, onHand]));
  }
}
