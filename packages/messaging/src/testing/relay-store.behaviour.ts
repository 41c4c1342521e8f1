import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DatabaseChanged, type RelayStore, type Selection } from '../relay/relay-store.ts';
import type { OpenOutbox } from './open-outbox.ts';
import { parkedKeysBehaviour } from './parked-keys.behaviour.ts';
import { rowSaying, textsOf } from './rows-saying.ts';

/** What every implementation of {@link RelayStore} promises. `open` is called for each test. */
export function relayStoreBehaviour(name: string, open: () => Promise<OpenOutbox>): void {
  describe(`${name} as the store of a relay`, () => {
    let outbox: OpenOutbox;
    let store: RelayStore;
    const [one, other] = [randomUUID(), randomUUID()];
    const size = { leaseMs: 60_000, limit: 10 };

    beforeEach(async () => {
      outbox = await open();
      ({ store } = outbox);
    });
    afterEach(() => outbox.close());

    const commit = async (...texts: string[]) => {
      const transaction = await outbox.begin();
      await transaction.write(texts.map((text) => rowSaying(text)));
      await transaction.commit();
    };
    const waiting = async (owner = one, limit = 10) => textsOf((await store.select(owner, { ...size, limit }))!.rows);
    const select = async (owner = one): Promise<Selection> => (await store.select(owner, size))!;

    test('shows committed rows as they were written, the lowest ids first', async () => {
      await commit('1', '2');
      await commit('3');
      expect(await waiting()).toEqual(['1', '2', '3']);
      expect(await waiting(one, 2)).toEqual(['1', '2']);
      const [first] = (await store.select(one, size))!.rows;
      expect(first).toMatchObject({
        topic: 'garden.events',
        key: 'tree',
        headers: { ce_type: 'garden.tree-planted.v1' },
      });
    });

    test('reads no further than the row with which it has the bytes that it is asked for, and one row at least', async () => {
      await commit('22', '333', '4444', '1');
      const waitingWithin = async (bytes: number) => textsOf((await store.select(one, { ...size, bytes }))!.rows);
      expect(await waitingWithin(1)).toEqual(['22']);
      expect(await waitingWithin(2)).toEqual(['22']);
      expect(await waitingWithin(3)).toEqual(['22', '333']);
      expect(await waitingWithin(10)).toEqual(['22', '333', '4444', '1']);
    });

    test('loses nothing of what did not fit into the bytes of a selection', async () => {
      await commit('22', '333', '4444');
      for (const text of ['22', '333', '4444']) {
        const selection = (await store.select(one, { ...size, bytes: 1 }))!;
        expect(textsOf(selection.rows)).toEqual([text]);
        expect(await store.conclude(selection, 1)).toBe('concluded');
      }
      expect(await waiting()).toEqual([]);
    });

    test('does not lose a row that was given a low id and committed late', async () => {
      const late = await outbox.begin();
      await late.write([rowSaying('late')]);
      await commit('early');
      const selection = await select();
      expect(textsOf(selection.rows)).toEqual(['early']);
      await late.commit();
      expect(await store.conclude(selection, 1)).toBe('concluded');
      expect(await waiting()).toEqual(['late']);
    });

    test('shows what a transaction says late after what another one has said before it', async () => {
      const early = await outbox.begin();
      await early.write([rowSaying('1')]);
      await commit('2');
      await early.write([rowSaying('3')]);
      await early.commit();
      expect(await waiting()).toEqual(['1', '2', '3']);
    });

    test('removes the part of a selection that it is told, and nothing behind it', async () => {
      await commit('1', '2', '3');
      expect(await store.conclude(await select(), 2)).toBe('concluded');
      expect(await waiting()).toEqual(['3']);
      expect(await store.conclude(await select(), 0)).toBe('concluded');
      expect(await waiting()).toEqual(['3']);
    });

    test('concludes nothing after a restore that was selected before it', async () => {
      await commit('before the restore');
      const selection = await select();
      await outbox.rewind();
      await outbox.becomeAnother();
      await outbox.acceptDatabase();
      await commit('after the restore');
      expect(await store.conclude(selection, 1)).toBe('lease-lost');
      expect(await waiting()).toEqual(['after the restore']);
    });

    test('shows a message that was sent before and is written once more as a row of its own', async () => {
      const row = rowSaying('again');
      const write = async () => {
        const transaction = await outbox.begin();
        await transaction.write([row]);
        await transaction.commit();
      };
      await write();
      const first = await select();
      await write();
      expect(await store.conclude(first, 1)).toBe('concluded');
      const [again] = (await select()).rows;
      expect(again).toMatchObject({ messageId: row.message_id });
      expect(again?.id).toBeGreaterThan(first.rows[0]!.id);
    });

    test('lets one relay send, and another only when the lease has run out', async () => {
      await commit('1');
      const first = (await store.select(one, size))!;
      expect(await store.select(other, size)).toBeUndefined();
      await outbox.expireLease();
      const second = (await store.select(other, size))!;
      expect(second.lease.epoch).toBe(first.lease.epoch + 1n);
      expect(await store.select(one, size)).toBeUndefined();
    });

    test('does not let a relay delete that has been taken over', async () => {
      await commit('1');
      const late = (await store.select(one, size))!;
      await outbox.expireLease();
      await store.select(other, size);
      expect(await store.conclude(late, 1)).toBe('lease-lost');
      expect(await waiting(other)).toEqual(['1']);
    });

    test('does not let a relay delete in an earlier term of its own', async () => {
      await commit('1');
      const late = (await store.select(one, size))!;
      await outbox.expireLease();
      await store.select(other, size);
      await outbox.expireLease();
      await store.select(one, size);
      expect(await store.conclude(late, 1)).toBe('lease-lost');
      expect(await waiting()).toEqual(['1']);
    });

    test('does not let a relay delete whose lease has run out', async () => {
      await commit('1');
      const late = (await store.select(one, size))!;
      await outbox.expireLease();
      expect(await store.conclude(late, 1)).toBe('lease-lost');
    });

    test('renews a lease without beginning a new term', async () => {
      const first = (await store.select(one, size))!;
      const second = (await store.select(one, size))!;
      expect(second.lease).toEqual(first.lease);
    });

    test('gives a lease back, and only its own', async () => {
      const first = (await store.select(one, size))!;
      await store.release(other);
      expect(await store.select(other, size)).toBeUndefined();
      await store.release(one);
      expect((await store.select(other, size))?.lease.epoch).toBe(first.lease.epoch + 1n);
    });

    test('takes nothing in another database, and says which was meant, until a person has seen it', async () => {
      await commit('1');
      const before = await select();
      await outbox.becomeAnother();
      const asked = store.select(other, size);
      await expect(asked).rejects.toThrow(DatabaseChanged);
      await expect(asked).rejects.toThrow(/a backup was restored, or a standby promoted.*messages restored/s);
      await expect(store.select(one, size)).rejects.toThrow(DatabaseChanged);
      await outbox.acceptDatabase();
      expect(await store.conclude(before, 1)).toBe('lease-lost');
      const after = (await store.select(other, size))!;
      expect(textsOf(after.rows)).toEqual(['1']);
      expect(after.lease.epoch).toBeGreaterThan(before.lease.epoch + 1n);
    });

    test('changes nothing in another database, although the lease in it is ours and has not run out', async () => {
      await commit('1');
      const selection = await select();
      await outbox.becomeAnother();
      expect(await store.conclude(selection, 1)).toBe('lease-lost');
      expect(await store.park(selection.lease, selection.rows[0]!, 'too large')).toBe('lease-lost');
      expect(await store.released(selection.lease, { limit: 10 })).toBe('lease-lost');
      expect(await store.concludeReleased(selection.lease, [])).toBe('lease-lost');
      await outbox.acceptDatabase();
      expect(await waiting()).toEqual(['1']);
    });

    test('looks without taking anything', async () => {
      expect(await store.look()).toEqual({ oldestAgeMs: undefined, holder: undefined, parkedKeys: 0, isAsked: false });
      await commit('1');
      const { oldestAgeMs, holder } = await store.look();
      expect(oldestAgeMs).toBeGreaterThanOrEqual(0);
      expect(oldestAgeMs).toBeLessThan(60_000);
      expect(holder).toBeUndefined();
      await store.select(one, size);
      const held = await store.look();
      expect(held.holder?.owner).toBe(one);
      expect(held.holder?.leftMs).toBeGreaterThan(0);
      expect(held.holder?.leftMs).toBeLessThanOrEqual(60_000);
    });
  });

  parkedKeysBehaviour(name, open);
}
