import { useCase } from '@holdfast/work';
import { losePatience } from '../domain/order-books.ts';
import type { FinanceScope } from './finance-work.ts';
import { tellNews } from './tell-news.ts';

export interface ReportLateRefunds {
  readonly quietForMs: number;
  readonly atMost: number;
}

export const reportLateRefunds = useCase(
  'finance.report-late-refunds',
  async ({ quietForMs, atMost }: ReportLateRefunds, { ledger, publish, now }: FinanceScope) => {
    const heardBefore = new Date(now.getTime() - quietForMs);
    for (const orderId of await ledger.lateRefunds({ heardBefore, atMost })) {
      tellNews(await ledger.change(orderId, (books) => losePatience(books, now)), publish);
    }
  },
);
