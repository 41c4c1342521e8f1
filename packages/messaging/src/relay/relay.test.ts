import { MemoryTransaction } from '@holdfast/work/testing';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Broker, OutgoingRecord } from '../broker/broker.ts';
import { realChance } from '../chance.ts';
import { MemoryBroker } from '../testing/memory-broker.ts';
import { MemoryOutbox } from '../testing/memory-outbox.ts';
import { rowSaying } from '../testing/rows-saying.ts';
import { LeaseTooShort } from './lease-too-short.ts';
import { NoTimeToSend } from './no-time-to-send.ts';
import type { RelaySettings } from './relay-settings.ts';
import { Relay } from './relay.ts';

describe('a relay', () => {
  let store: MemoryOutbox;
  let broker: MemoryBroker;

  beforeEach(() => {
    store = new MemoryOutbox();
    broker = new MemoryBroker({ partitions: 1 });
  });

  const settings = { backoff: { firstMs: 1, longestMs: 2 }, pollMs: 5 };
  const relayTo = (to: Broker = broker, more: Partial<RelaySettings> = {}) =>
    new Relay({ service: 'garden', store, broker: to, settings: { ...settings, ...more } });
  const write = (...texts: string[]) => {
    const transaction = new MemoryTransaction();
    store.insert(
      transaction,
      texts.map((text) => rowSaying(text)),
    );
    transaction.commit();
  };
  const sent = () => broker.records('garden.events').map(({ value }) => new TextDecoder().decode(value));
  const left = async () => (await store.look()).oldestAgeMs !== undefined;
  /** A broker that does something of ours in the middle of a send. */
  const during = (happens: (records: readonly OutgoingRecord[], send: () => Promise<void>) => Promise<void>): Broker =>
    Object.assign(Object.create(broker) as MemoryBroker, {
      send: (records: readonly OutgoingRecord[]) => happens(records, () => broker.send(records)),
    });

  test('sends what is committed, in its sequence, and deletes it', async () => {
    write('1', '2');
    write('3');
    expect(await relayTo().runOnce()).toBe('sent');
    expect(sent()).toEqual(['1', '2', '3']);
    expect(await left()).toBe(false);
  });

  test('sends headers, key and bytes as they were written', async () => {
    write('1');
    await relayTo().runOnce();
    expect(broker.records('garden.events')[0]).toMatchObject({ headers: { ce_type: 'garden.tree-planted.v1' } });
  });

  test('has nothing to do when nothing is there', async () => {
    const relay = relayTo();
    expect(await relay.runOnce()).toBe('nothing');
    expect(relay.health()).toEqual({ leader: true, parkedKeys: 0 });
  });

  test('keeps what was not acknowledged, and says why', async () => {
    write('1');
    broker.away = true;
    const relay = relayTo();
    await expect(relay.runOnce()).rejects.toThrow('the broker is away');
    expect(relay.health()).toMatchObject({
      leader: true,
      oldestAgeMs: expect.any(Number),
      error: 'the broker is away',
    });
    broker.away = false;
    await relay.runOnce();
    expect(sent()).toEqual(['1']);
    expect(relay.health().error).toBeUndefined();
  });

  test('sends again what may have been stored when the answer was lost', async () => {
    write('1');
    let times = 0;
    const lossy = during(async (_, send) => {
      await send();
      if (++times === 1) throw new Error('the answer was lost');
    });
    const relay = relayTo(lossy);
    await expect(relay.runOnce()).rejects.toThrow('the answer was lost');
    await relay.runOnce();
    expect(sent()).toEqual(['1', '1']);
    expect(await left()).toBe(false);
  });

  test('does not delete a row that is committed while it sends, whatever its id', async () => {
    const late = new MemoryTransaction();
    store.insert(late, [rowSaying('late')]);
    write('early');
    const relay = relayTo(during(async (_, send) => (late.commit(), send())));
    await relay.runOnce();
    expect(await left()).toBe(true);
    await relay.runOnce();
    expect(sent()).toEqual(['early', 'late']);
  });

  test('does not delete what it sent after it was taken over', async () => {
    write('1');
    const successor = relayTo();
    const late = relayTo(
      during(async (_, send) => {
        store.expireLease();
        broker.away = true;
        await successor.runOnce().catch(() => {});
        broker.away = false;
        await send();
      }),
    );
    expect(await late.runOnce()).toBe('lease-lost');
    expect(await left()).toBe(true);
    expect(await late.runOnce()).toBe('not-leader');
    expect(late.health().leader).toBe(false);
  });

  test('deletes of a batch that is too large only what it has sent', async () => {
    write('1', '2', '3');
    const relay = relayTo(broker, { batchBytes: 1 });
    await relay.runOnce();
    expect(sent()).toEqual(['1']);
    await relay.flush(1_000);
    expect(sent()).toEqual(['1', '2', '3']);
  });

  test('reads no more at once than about what it sends at once, released messages too', async () => {
    const asked: (number | undefined)[] = [];
    const select = store.select.bind(store);
    const released = store.released.bind(store);
    store.select = async (owner, size) => (asked.push(size.bytes), select(owner, size));
    store.released = async (lease, most) => (asked.push(most.bytes), released(lease, most));
    write('1');
    const { lease, rows } = (await select('before', { leaseMs: 1_000, limit: 1 }))!;
    await store.park(lease, rows[0]!, 'too large');
    store.expireLease();
    store.releaseKey('garden.events', 'tree');
    await relayTo(broker, { batchBytes: 7 }).runOnce();
    expect(sent()).toEqual(['1']);
    expect(asked).toEqual([7, 7]);
  });

  test('has one send in flight, whoever asks for turns', async () => {
    let inFlight = 0;
    let most = 0;
    const relay = relayTo(
      during(async (_, send) => {
        most = Math.max(most, ++inFlight);
        await send();
        inFlight -= 1;
      }),
      { batchSize: 1 },
    );
    write('1', '2', '3', '4');
    await Promise.all([relay.runOnce(), relay.runOnce(), relay.flush(1_000), relay.runOnce()]);
    expect(most).toBe(1);
    expect(sent()).toEqual(['1', '2', '3', '4']);
  });

  test('sends nothing for which the lease would not last, and says so', async () => {
    write('1');
    const relay = relayTo(broker, { leaseMs: 1_000, sendMs: 900 });
    await expect(relay.runOnce()).rejects.toThrow(NoTimeToSend);
    expect(sent()).toEqual([]);
    expect(relay.health().error).toMatch(/^Nothing was sent: of the lease of 1000 ms only \d+ ms were left/);
    expect(() => relayTo(broker, { leaseMs: 1_000, sendMs: 901 })).toThrow(LeaseTooShort);
  });

  test('lets one of two send, and the other when the first has stopped', async () => {
    const [one, other] = [relayTo(), relayTo()];
    write('1');
    await one.runOnce();
    write('2');
    expect(await other.runOnce()).toBe('not-leader');
    await one.stop();
    expect(await other.runOnce()).toBe('sent');
    expect(sent()).toEqual(['1', '2']);
  });

  test('runs by itself, is woken by a commit, and stops', async () => {
    const relay = relayTo(broker, { pollMs: 60_000 });
    relay.start();
    await vi.waitFor(() => expect(relay.health().leader).toBe(true));
    write('1');
    relay.wake();
    await vi.waitFor(() => expect(sent()).toEqual(['1']));
    await relay.stop();
    expect((await store.look()).holder).toBeUndefined();
  });

  test('looks by itself for what another process has committed', async () => {
    const relay = relayTo();
    relay.start();
    write('1');
    await vi.waitFor(() => expect(sent()).toEqual(['1']));
    await relay.stop();
  });

  test('is not driven by commits while the broker is away', async () => {
    write('1');
    let tries = 0;
    const away = during(async () => {
      tries += 1;
      throw new Error('the broker is away');
    });
    const pauses = { ...settings, backoff: { firstMs: 60_000, longestMs: 60_000 } };
    // The whole pause: jitter could make it none.
    const chance = { ...realChance, fraction: () => 1 };
    const relay = new Relay({ service: 'garden', store, broker: away, settings: pauses, chance });
    relay.start();
    await vi.waitFor(() => expect(relay.health().error).toBe('the broker is away'));
    for (let n = 0; n < 50; n += 1) {
      relay.wake();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(tries).toBe(1);
    await relay.stop();
  });

  test('does not take an outbox for empty whose rows another relay has still to send', async () => {
    write('1');
    const [one, other] = [relayTo(), relayTo()];
    await one.runOnce();
    expect(await other.flush(5_000)).toBe('empty');
    write('2');
    expect(await other.flush(5_000)).toBe('left');
  });

  test('flushes until nothing is left, or until the time is over', async () => {
    write('1', '2', '3');
    expect(await relayTo(broker, { batchSize: 1 }).flush(5_000)).toBe('empty');
    expect(sent()).toEqual(['1', '2', '3']);
    store.expireLease();
    write('4');
    expect(await relayTo(during(() => new Promise(() => {}))).flush(20)).toBe('left');
    store.expireLease();
    broker.away = true;
    expect(await relayTo().flush(5_000)).toBe('left');
  });
});
