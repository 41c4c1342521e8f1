import { NoticeNotWanted, type Ended, type NoticeKey, type NoticeStore } from './notice-store.ts';

/** For tests. */
export class MemoryNoticeStore implements NoticeStore {
  private readonly notices = new Map<string, Ended | { readonly state: 'wanted' }>();

  async want(notice: NoticeKey) {
    const isFirst = !this.notices.has(nameOf(notice));
    if (isFirst) this.notices.set(nameOf(notice), { state: 'wanted' });
    return isFirst;
  }

  async end(notice: NoticeKey, as: Ended) {
    if (this.notices.get(nameOf(notice))?.state !== 'wanted') throw new NoticeNotWanted(notice);
    this.notices.set(nameOf(notice), as);
  }
}

const nameOf = ({ orderId, kind }: NoticeKey) => `${orderId}/${kind}`;
