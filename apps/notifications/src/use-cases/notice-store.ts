import type { Notice } from '../domain/notice.ts';

/** Which notice of which order. */
export interface NoticeKey {
  readonly orderId: string;
  readonly kind: Notice['kind'];
}

export type Ended = { readonly state: 'sent'; readonly messageId: string } | { readonly state: 'abandoned' };

/** Keeps which notices are wanted and what became of them, and nothing of what they say. Every implementation passes `noticeStoreBehaviour`. */
export interface NoticeStore {
  /** Whether this was the first to want it. Of several at once one is. */
  want(notice: NoticeKey): Promise<boolean>;

  /** Throws `NoticeNotWanted` where none waits for its end: an end is never changed. */
  end(notice: NoticeKey, as: Ended): Promise<void>;
}

export class NoticeNotWanted extends Error {
  readonly code = 'notice-not-wanted';

  constructor({ orderId, kind }: NoticeKey) {
    super(`No notice that order ${orderId} is ${kind} waits to be sent.`);
  }
}
