import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ParkedRow, RelayStore, Selection } from '../relay/relay-store.ts';
import type { OpenOutbox } from './open-outbox.ts';
import { rowSaying, textsOf } from './rows-saying.ts';

/** What a store promises about keys of which the broker has refused a message for good. Part of `relayStoreBehaviour`. */
export function parkedKeysBehaviour(name: string, open: () => Promise<OpenOutbox>): void {
  describe(`${name} with a key that is parked`, () => {
    let outbox: OpenOutbox;
    let store: RelayStore;
    const [one, other] = [randomUUID(), randomUUID()];
    const topic = 'garden.events';
    const size = { leaseMs: 60_000, limit: 10 };

    beforeEach(async () => {
      outbox = await open();
      ({ store } = outbox);
    });
    afterEach(() => outbox.close());

    /** `oak1` is what is said of the oak. */
    const commit = async (...texts: string[]) => {
      const transaction = await outbox.begin();
      await transaction.write(texts.map((text) => rowSaying(text, text.replace(/\d+$/, ''))));
      await transaction.commit();
    };
    const select = async (owner = one): Promise<Selection> => (await store.select(owner, size))!;
    const toSend = ({ rows }: Selection) => textsOf(rows.filter(({ isMarked }) => !isMarked));
    /** Sends what may be sent, as far as this test is concerned. */
    const passAll = async () => {
      const selection = await select();
      expect(await store.conclude(selection, selection.rows.length)).toBe('concluded');
      return toSend(selection);
    };
    const parkFirst = async () => {
      const { lease, rows } = await select();
      expect(await store.park(lease, rows[0]!, 'too large')).toBe('parked');
      return lease;
    };
    const released = async (lease: Selection['lease'], limit = 10): Promise<readonly ParkedRow[]> => {
      const rows = await store.released(lease, { limit });
      if (rows === 'lease-lost') throw new Error(rows);
      return rows;
    };

    test('sends no row of it any more, and every row of the others', async () => {
      await commit('oak1', 'elm1', 'oak2', 'elm2');
      await parkFirst();
      expect(await passAll()).toEqual(['elm1', 'elm2']);
      expect(await outbox.parkedTexts()).toEqual(['oak1', 'oak2']);
      expect((await select()).rows).toEqual([]);
      expect(await store.look()).toMatchObject({ oldestAgeMs: undefined, parkedKeys: 1, isAsked: false });
    });

    test('holds back what is said of it later, in its sequence', async () => {
      await commit('oak1');
      await parkFirst();
      await commit('oak2', 'elm1');
      await commit('oak3');
      expect(await passAll()).toEqual(['elm1']);
      expect(await outbox.parkedTexts()).toEqual(['oak1', 'oak2', 'oak3']);
    });

    test('shows a row that was committed with a low id after the key was parked as one of it', async () => {
      await commit('oak1');
      const late = await outbox.begin();
      await late.write([rowSaying('elm1', 'elm')]);
      const later = await outbox.begin();
      await later.write([rowSaying('oak2', 'oak')]);
      await parkFirst();
      await later.commit();
      await late.commit();
      expect(await passAll()).toEqual(['elm1']);
      expect(await outbox.parkedTexts()).toEqual(['oak1', 'oak2']);
    });

    test('is not parked for a row that is gone, and nothing is changed', async () => {
      await commit('oak1', 'oak2');
      const selection = await select();
      await store.conclude(selection, 1);
      expect(await store.park(selection.lease, selection.rows[0]!, 'too large')).toBe('gone');
      expect((await store.look()).parkedKeys).toBe(0);
      expect(await passAll()).toEqual(['oak2']);
    });

    test('is neither parked nor moved by a relay that was taken over', async () => {
      await commit('oak1', 'elm1');
      const late = await select();
      await outbox.expireLease();
      await select(other);
      expect(await store.park(late.lease, late.rows[0]!, 'too large')).toBe('lease-lost');
      expect((await store.look()).parkedKeys).toBe(0);
      expect(await store.released(late.lease, { limit: 10 })).toBe('lease-lost');
      expect(await store.concludeReleased(late.lease, [])).toBe('lease-lost');
    });

    test('moves nothing whose mark is gone', async () => {
      await commit('oak1', 'oak2', 'elm1');
      await parkFirst();
      await commit('oak3');
      const selection = await select();
      expect(selection.rows.some(({ isMarked }) => isMarked)).toBe(true);
      await outbox.unmark(topic, 'oak');
      expect(await store.conclude(selection, selection.rows.length)).toBe('marks-gone');
      expect(await outbox.parkedTexts()).toEqual([]);
      expect(toSend(await select())).toEqual(textsOf(selection.rows));
    });

    test('gives back what was parked once an operator has released it, in its sequence, and then the key is free', async () => {
      await commit('oak1', 'elm1', 'oak2');
      await parkFirst();
      await passAll();
      await outbox.releaseKey(topic, 'oak');
      expect((await store.look()).isAsked).toBe(true);
      const { lease } = await select();
      const rows = await released(lease);
      expect(textsOf(rows)).toEqual(['oak1', 'oak2']);
      expect(await store.concludeReleased(lease, rows)).toBe('concluded');
      expect(await store.look()).toMatchObject({ parkedKeys: 0, isAsked: false });
      await commit('oak3');
      expect(await passAll()).toEqual(['oak3']);
    });

    test('stays held until the last of its parked rows is sent, and what is said meanwhile is sent after them', async () => {
      await commit('oak1', 'oak2');
      await parkFirst();
      await passAll();
      await outbox.releaseKey(topic, 'oak');
      const { lease } = await select();
      const [first] = await released(lease, 1);
      await store.concludeReleased(lease, [first!]);
      await commit('oak3');
      expect(await passAll()).toEqual([]);
      expect(await outbox.parkedTexts()).toEqual(['oak2', 'oak3']);
      expect(await store.released(lease, { limit: 10, bytes: 1 })).toHaveLength(1);
      const rest = await released(lease);
      expect(textsOf(rest)).toEqual(['oak2', 'oak3']);
      await store.concludeReleased(lease, rest);
      expect((await store.look()).parkedKeys).toBe(0);
    });

    test('gives back nothing that nobody has released', async () => {
      await commit('oak1', 'elm1');
      await parkFirst();
      await parkFirst();
      await outbox.releaseKey(topic, 'elm');
      const { lease } = await select();
      expect(textsOf(await released(lease))).toEqual(['elm1']);
    });

    test('is held again when the broker refuses a released row once more', async () => {
      await commit('oak1', 'oak2');
      await parkFirst();
      await passAll();
      await outbox.releaseKey(topic, 'oak');
      const { lease } = await select();
      const [first] = await released(lease);
      expect(await store.parkAgain(lease, first!, 'still too large')).toBe('parked');
      expect(await store.look()).toMatchObject({ parkedKeys: 1, isAsked: false });
      expect(await released(lease)).toEqual([]);
      expect(await outbox.parkedTexts()).toEqual(['oak1', 'oak2']);
      await outbox.releaseKey(topic, 'oak');
      await store.concludeReleased(lease, await released(lease));
      expect(await store.parkAgain(lease, first!, 'too late')).toBe('gone');
      expect((await store.look()).parkedKeys).toBe(0);
    });

    test('has a void row in the place of one that an operator has dropped', async () => {
      await commit('oak1', 'oak2');
      await parkFirst();
      await passAll();
      await outbox.releaseKey(topic, 'oak');
      const { lease } = await select();
      const [first] = await released(lease);
      await outbox.dropRow(first!.messageId);
      expect((await released(lease)).map(({ messageId, isVoid }) => [messageId === first!.messageId, isVoid])).toEqual([
        [true, true],
        [false, false],
      ]);
    });
  });
}
