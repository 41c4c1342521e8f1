import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { OpenOutbox } from './open-outbox.ts';
import { rowSaying, textsOf } from './rows-saying.ts';

/** What an outbox promises whose rows are deleted one by one, besides `relayStoreBehaviour`. */
export function deletingBehaviour(name: string, open: () => Promise<OpenOutbox>): void {
  test(`${name} does not delete another message that was given the same id after a restore`, async () => {
    const outbox = await open();
    const { store, begin } = outbox;
    const owner = randomUUID();
    const select = async () => (await store.select(owner, { leaseMs: 60_000, limit: 10 }))!;
    const commit = async (text: string) => {
      const transaction = await begin();
      await transaction.write([rowSaying(text)]);
      await transaction.commit();
    };
    await commit('before the restore');
    const selection = await select();
    await outbox.rewind();
    await commit('after the restore');
    expect((await select()).rows[0]?.id).toBe(selection.rows[0]?.id);
    await store.conclude(selection, 1);
    expect(textsOf((await select()).rows)).toEqual(['after the restore']);
    await outbox.close();
  });
}
