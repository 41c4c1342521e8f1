import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OutboxRow } from '../outbox/create-outbox.ts';
import type { RelayStore } from '../relay/relay-store.ts';

/** An outbox to be tried, empty, with what the world around it can do to it. */
export interface OpenOutbox {
  readonly store: RelayStore;
  /** Begins a transaction of a service. */
  begin(): Promise<ServiceTransaction>;
  /** Lets the lease run out now. */
  expireLease(): Promise<void>;
  /** Restores a backup from before the first row: no rows, and the ids begin again. */
  rewind(): Promise<void>;
  close(): Promise<void>;
}

export interface ServiceTransaction {
  write(rows: readonly OutboxRow[]): Promise<void>;
  commit(): Promise<void>;
}

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
      await transaction.write(texts.map(rowSaying));
      await transaction.commit();
    };
    const waiting = async (owner = one, limit = 10) =>
      (await store.select(owner, { ...size, limit }))!.rows.map(({ payload }) => new TextDecoder().decode(payload));

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

    test('does not lose a row that was given a low id and committed late', async () => {
      const late = await outbox.begin();
      await late.write([rowSaying('late')]);
      await commit('early');
      const { lease, rows } = (await store.select(one, size))!;
      expect(rows.map(({ payload }) => new TextDecoder().decode(payload))).toEqual(['early']);
      await late.commit();
      expect(await store.remove(lease, rows)).toBe('removed');
      expect(await waiting()).toEqual(['late']);
    });

    test('deletes what it is told and nothing between', async () => {
      await commit('1', '2', '3');
      const { lease, rows } = (await store.select(one, size))!;
      expect(await store.remove(lease, [rows[0]!, rows[2]!])).toBe('removed');
      expect(await waiting()).toEqual(['2']);
    });

    test('does not delete another message that was given the same id after a restore', async () => {
      await commit('before the restore');
      const { lease, rows } = (await store.select(one, size))!;
      await outbox.rewind();
      await commit('after the restore');
      const [restored] = (await store.select(one, size))!.rows;
      expect(restored?.id).toBe(rows[0]?.id);
      expect(await store.remove(lease, rows)).toBe('removed');
      expect(await waiting()).toEqual(['after the restore']);
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
      expect(await store.remove(late.lease, late.rows)).toBe('lease-lost');
      expect(await waiting(other)).toEqual(['1']);
    });

    test('does not let a relay delete in an earlier term of its own', async () => {
      await commit('1');
      const late = (await store.select(one, size))!;
      await outbox.expireLease();
      await store.select(other, size);
      await outbox.expireLease();
      await store.select(one, size);
      expect(await store.remove(late.lease, late.rows)).toBe('lease-lost');
      expect(await waiting()).toEqual(['1']);
    });

    test('does not let a relay delete whose lease has run out', async () => {
      await commit('1');
      const late = (await store.select(one, size))!;
      await outbox.expireLease();
      expect(await store.remove(late.lease, late.rows)).toBe('lease-lost');
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

    test('looks without taking anything', async () => {
      expect(await store.look()).toEqual({ oldestAgeMs: undefined, holder: undefined });
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
}

function rowSaying(text: string): OutboxRow {
  return {
    message_id: randomUUID(),
    topic: 'garden.events',
    key: 'tree',
    headers: JSON.stringify({ ce_type: 'garden.tree-planted.v1' }),
    payload: new TextEncoder().encode(text),
  };
}
