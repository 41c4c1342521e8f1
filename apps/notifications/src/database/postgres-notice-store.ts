import { sql, type Transaction } from 'kysely';
import { NoticeNotWanted, type Ended, type NoticeKey, type NoticeStore } from '../use-cases/notice-store.ts';
import type { NotificationsDb } from './schema.ts';

export class PostgresNoticeStore implements NoticeStore {
  constructor(private readonly trx: Transaction<NotificationsDb>) {}

  async want({ orderId, kind }: NoticeKey) {
    const { numInsertedOrUpdatedRows } = await this.trx
      .insertInto('notices')
      .values({ order_id: orderId, notice: kind, state: 'wanted' })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return numInsertedOrUpdatedRows === 1n;
  }

  async end(notice: NoticeKey, as: Ended) {
    const { numUpdatedRows } = await this.trx
      .updateTable('notices')
      .set({ state: as.state, message_id: as.state === 'sent' ? as.messageId : null, since: sql<Date>`now()` })
      .where('order_id', '=', notice.orderId)
      .where('notice', '=', notice.kind)
      .where('state', '=', 'wanted')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new NoticeNotWanted(notice);
  }
}
