import { OrderSettled, SettlementMismatched } from '@shop/contracts-finance';
import type { Heard, News } from '../domain/order-books.ts';
import type { FinanceScope } from './finance-work.ts';

export function tellNews({ books, news }: Heard, publish: FinanceScope['publish']): void {
  for (const one of news) tell(books.orderId, one, publish);
}

function tell(orderId: string, news: News, publish: FinanceScope['publish']) {
  switch (news.type) {
    case 'settled':
      return publish(OrderSettled, { orderId, amount: news.amount });
    case 'mismatched':
      return publish(SettlementMismatched, { orderId, ...news.mismatch });
  }
}
