import { useCase } from '@holdfast/work';
import { losePatience } from '../domain/order-books.ts';
import type { Awaiting } from '../domain/verdict.ts';
import type { FinanceScope } from './finance-work.ts';
import { tellNews } from './tell-news.ts';

export interface ReportLateOrders {
  readonly state: Awaiting;
  readonly quietForMs: number;
  readonly atMost: number;
}

export const reportLateOrders = useCase(
  'finance.report-late-orders',
  async ({ state, quietForMs, atMost }: ReportLateOrders, { ledger, publish, now }: FinanceScope) => {
    const heardBefore = new Date(now.getTime() - quietForMs);
    for (const orderId of await ledger.lateOrders({ state, heardBefore, atMost })) {
      tellNews(await ledger.change(orderId, (books) => losePatience(books, now)), publish);
    }
  },
);
