import type { Money } from '@holdfast/contract-kit/money';

export interface ArticlePrice {
  readonly net: Money;
  readonly taxBasisPoints: number;
}

export class PriceList {
  constructor(
    readonly name: string,
    private readonly articles: ReadonlyMap<string, ArticlePrice>,
  ) {}

  has(article: string): boolean {
    return this.articles.has(article);
  }

  priceOf(article: string): ArticlePrice {
    const price = this.articles.get(article);
    if (!price) throw new Error(`The price list ${this.name} has no article "${article}".`);
    return price;
  }
}
