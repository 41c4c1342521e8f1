import { describe, expect, test } from 'vitest';
import { anotherId, orderId } from '../../test/a-notice.ts';
import { NoticeNotWanted, type NoticeStore } from './notice-store.ts';

const confirmed = { orderId, kind: 'confirmed' } as const;
const cancelled = { orderId, kind: 'cancelled' } as const;
const another = { orderId: anotherId, kind: 'confirmed' } as const;
const sent = { state: 'sent', messageId: 'msg_1' } as const;

/** What every notice store promises. `open` gives an empty one. */
export function noticeStoreBehaviour(name: string, open: () => Promise<InTransaction>): void {
  describe(name, () => {
    test('says who is the first to want a notice, of each order and kind', async () => {
      const inTransaction = await open();
      const want = (notice: Parameters<NoticeStore['want']>[0]) => inTransaction((notices) => notices.want(notice));

      expect(await want(confirmed)).toBe(true);
      expect(await want(confirmed)).toBe(false);
      expect(await want(cancelled)).toBe(true);
      expect(await want(another)).toBe(true);
    });

    test('has one who is first when several come at the same time', async () => {
      const inTransaction = await open();
      const wanted = await Promise.all([1, 2, 3, 4].map(() => inTransaction((notices) => notices.want(confirmed))));

      expect(wanted.filter((isFirst) => isFirst)).toHaveLength(1);
    });

    test.each([sent, { state: 'abandoned' } as const])('ends a notice once, as $state', async (as) => {
      const inTransaction = await open();
      const end = () => inTransaction((notices) => notices.end(confirmed, as));
      await inTransaction((notices) => notices.want(confirmed));
      await end();

      await expect(end()).rejects.toThrow(NoticeNotWanted);
      expect(await inTransaction((notices) => notices.want(confirmed))).toBe(false);
    });

    test('refuses to end a notice that nobody wanted', async () => {
      const inTransaction = await open();
      await inTransaction((notices) => notices.want(another));

      await expect(inTransaction((notices) => notices.end(confirmed, sent))).rejects.toThrow(NoticeNotWanted);
    });
  });
}

export type InTransaction = <T>(run: (notices: NoticeStore) => Promise<T>) => Promise<T>;
