import type { Line } from './line.ts';

/** What the warehouse holds before the first order. */
export class OpeningStock {
  private readonly quantities: ReadonlyMap<string, number>;

  constructor(quantities: ReadonlyMap<string, number>) {
    this.quantities = quantities;
  }

  of(lines: readonly Line[]): Line[] {
    return [...new Set(lines.map(({ article }) => article))].flatMap((article) => {
      const quantity = this.quantities.get(article);
      return quantity === undefined ? [] : [{ article, quantity }];
    });
  }
}
