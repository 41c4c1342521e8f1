import type { Line } from './line.ts';

/** Where every piece of an article is. A piece never vanishes: the four places together are `initial`. */
export interface Stock {
  readonly article: string;
  readonly initial: number;
  readonly onHand: number;
  readonly reserved: number;
  readonly committed: number;
  readonly shipped: number;
}

export type Place = 'onHand' | 'reserved' | 'committed' | 'shipped';

export interface Move {
  readonly from: Place;
  readonly to: Place;
}

export function openingStock({ article, quantity }: Line): Stock {
  return { article, initial: quantity, onHand: quantity, reserved: 0, committed: 0, shipped: 0 };
}

export function moved(stock: Stock, { from, to }: Move, quantity: number): Stock {
  const left = stock[from] - quantity;
  if (left < 0) throw new NotThere(stock, from, quantity);
  return { ...stock, [from]: left, [to]: stock[to] + quantity };
}

export class NotThere extends Error {
  readonly code = 'not-there';
  readonly article: string;

  constructor(stock: Stock, place: Place, quantity: number) {
    super(`There are ${stock[place]} of ${stock.article} in ${place}, so ${quantity} cannot leave it.`);
    this.article = stock.article;
  }
}
