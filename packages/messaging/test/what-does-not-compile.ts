import { need, type Received } from '@holdfast/contract-kit';
import type { Scope } from '@holdfast/work';
import { On } from '../src/nest/on.ts';
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
