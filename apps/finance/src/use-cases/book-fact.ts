import { useCase } from '@holdfast/work';
import type { Fact } from '../domain/fact.ts';
import { hear } from '../domain/order-books.ts';
import type { FinanceScope } from './finance-work.ts';
import { tellNews } from './tell-news.ts';

export interface BookFact {
  readonly orderId: string;
  readonly fact: Fact;
}

export const bookFact = useCase(
  'finance.book-fact',
  async ({ orderId, fact }: BookFact, { ledger, publish, now }: FinanceScope) => {
    const heard = await ledger.change(orderId, (books) => hear(books, fact, now));
    tellNews(heard, publish);
  },
);
