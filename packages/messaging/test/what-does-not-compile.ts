import { need, type Received } from '@holdfast/contract-kit';
import type { ReadOf, Scope } from '@holdfast/work';
import { On, OnBatch } from '../src/nest/on.ts';
import { GrowthNoted, TreeGrew } from './garden.ts';

// Nothing in here runs: the type check is the test.

const Growth = need(TreeGrew, { treeId: true });
type DiaryScope = Scope<{ pages: { write(text: string): Promise<void> } }, typeof GrowthNoted>;

export class Diary {
  @On(Growth, { consumer: 'diary.growth' })
  async reads({ treeId }: Received<typeof Growth>, { pages, publish }: DiaryScope) {
    publish(GrowthNoted, { treeId, number: 1 });
    await pages.write(treeId);
  }

  @On(Growth, { consumer: 'diary.growth' })
  needsNoScope({ treeId }: { treeId: string }) {
    return Promise.resolve(treeId);
  }

  @On(TreeGrew, { consumer: 'diary.growth' })
  async takesTheWhole({ note }: Received<typeof TreeGrew>) {
    return note;
  }

  @On(Growth, { consumer: 'diary.growth' })
  // @ts-expect-error a field that the need does not name is not there to be read
  async readsMore({ number }: Received<typeof Growth>) {
    return number;
  }

  // @ts-expect-error nor can it be asked for by another type
  @On(Growth, { consumer: 'diary.growth' })
  async asksForMore({ number }: { treeId: string; number: number }) {
    return number;
  }

  // @ts-expect-error a field has the type that its contract says
  @On(Growth, { consumer: 'diary.growth' })
  async mistakes({ treeId }: { treeId: number }) {
    return treeId;
  }

  // @ts-expect-error a handler that is not awaited would be committed before it ends
  @On(Growth, { consumer: 'diary.growth' })
  answers({ treeId }: Received<typeof Growth>) {
    return treeId;
  }

  // @ts-expect-error a consumer has a name
  @On(Growth, {})
  async nameless() {}

  @On(Growth, { consumer: 'diary.growth' })
  async saysTooMuch({ treeId }: Received<typeof Growth>, { publish }: DiaryScope) {
    // @ts-expect-error the service does not declare to publish this
    publish(TreeGrew, { treeId, number: 1, note: '' });
  }
}

export class Census {
  @OnBatch(Growth, { consumer: 'census.growth' })
  async counts(all: readonly Received<typeof Growth>[], { pages }: ReadOf<DiaryScope>) {
    await pages.write(all.map(({ treeId }) => treeId).join());
  }

  @OnBatch(Growth, { consumer: 'census.growth' })
  async needsNoScope(all: readonly Received<typeof Growth>[]) {
    return all.length;
  }

  // @ts-expect-error it is given all of them, and not one
  @OnBatch(Growth, { consumer: 'census.growth' })
  async takesOne({ treeId }: Received<typeof Growth>) {
    return treeId;
  }

  // @ts-expect-error what it said would depend on how messages happened to arrive together
  @OnBatch(Growth, { consumer: 'census.growth' })
  async saysSomething(all: readonly Received<typeof Growth>[], { publish }: DiaryScope) {
    publish(GrowthNoted, { treeId: 'oak', number: all.length });
  }

  @On(Growth, { consumer: 'census.late', tooLate: 'isLate' })
  async isInTime({ treeId }: Received<typeof Growth>) {
    return treeId;
  }

  async isLate({ treeId }: Received<typeof Growth>) {
    return treeId;
  }

  // @ts-expect-error there is no such method
  @On(Growth, { consumer: 'census.late', tooLate: 'isLost' })
  async isLostSometimes({ treeId }: Received<typeof Growth>) {
    return treeId;
  }

  // @ts-expect-error the other method is given what this one is given
  @On(Growth, { consumer: 'census.late', tooLate: 'counts' })
  async isCounted({ treeId }: Received<typeof Growth>) {
    return treeId;
  }
}
