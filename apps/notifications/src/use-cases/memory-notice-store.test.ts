import { MemoryNoticeStore } from './memory-notice-store.ts';
import { noticeStoreBehaviour } from './notice-store.behaviour.ts';

noticeStoreBehaviour('MemoryNoticeStore', async () => {
  const notices = new MemoryNoticeStore();
  return (run) => run(notices);
});
