import { MemoryTransaction } from '@holdfast/work/testing';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { RecordRefused, type Broker, type OutgoingRecord } from '../broker/broker.ts';
import { FakeTime } from '../testing/fake-time.ts';
import { MemoryBroker } from '../testing/memory-broker.ts';
import { MemoryOutbox } from '../testing/memory-outbox.ts';
import { rowSaying, textsOf } from '../testing/rows-saying.ts';
import { Relay } from './relay.ts';

describe('a relay whose broker refuses a message for good', () => {
  let store: MemoryOutbox;
  let broker: MemoryBroker;
  let sends: string[][];
  let refused: RegExp;
  let relay: Relay;

  beforeEach(() => {
    store = new MemoryOutbox();
    broker = new MemoryBroker({ partitions: 1 });
    sends = [];
    refused = /^oak1$/;
    relay = new Relay({ service: 'garden', store, broker: choosy(), settings: { batchSize: 8 } });
  });

  /** Takes a batch only if nothing in it is refused, as Kafka does within one partition. */
  const choosy = (): Broker =>
    Object.assign(Object.create(broker) as MemoryBroker, {
      send: async (records: readonly OutgoingRecord[]) => {
        const texts = textsOf(records.map(({ value }) => ({ payload: value })));
        sends.push(texts);
        if (texts.some((text) => refused.test(text))) throw new RecordRefused('the record is too large');
        await broker.send(records);
      },
    });
  const write = (...texts: string[]) => {
    const transaction = new MemoryTransaction();
    store.insert(
      transaction,
      texts.map((text) => rowSaying(text, text.replace(/\d+$/, ''))),
    );
    transaction.commit();
  };
  const untilQuiet = async () => {
    for (let turn = await relay.runOnce(); turn !== 'nothing'; turn = await relay.runOnce());
  };
  const sent = () => textsOf(broker.records('garden.events').map(({ value }) => ({ payload: value! })));
  const parked = () => textsOf(store.backup().parked);

  test('finds the one that is meant by sending half of it and half again, and holds back its key alone', async () => {
    write('elm1', 'elm2', 'oak1', 'elm3', 'oak2', 'elm4');
    await untilQuiet();
    expect(sent()).toEqual(['elm1', 'elm2', 'elm3', 'elm4']);
    expect(parked()).toEqual(['oak1', 'oak2']);
    expect(sends[0]).toHaveLength(6);
    expect(sends).toContainEqual(['oak1']);
    expect(relay.health().parkedKeys).toBe(1);
  });

  test('sends nothing of that key and nothing later before the key is marked', async () => {
    write('oak1', 'oak2', 'elm1');
    await untilQuiet();
    const alone = sends.findIndex((texts) => texts.join() === 'oak1');
    expect(sends.slice(alone + 1).flat()).toEqual(['elm1']);
  });

  test('sends as much as before once the broker takes it again', async () => {
    write('oak1', ...Array.from({ length: 20 }, (_, n) => `elm${n}`));
    await untilQuiet();
    expect(sends.at(-1)!.length).toBeGreaterThanOrEqual(5);
    expect(Math.max(...sends.slice(-3).map(({ length }) => length))).toBe(8);
  });

  test('sends what was held back once it is released, before what was said of the key since', async () => {
    write('oak1', 'oak2');
    await untilQuiet();
    write('oak3');
    refused = /never/;
    store.releaseKey('garden.events', 'oak');
    await untilQuiet();
    write('oak4');
    await untilQuiet();
    expect(sent()).toEqual(['oak1', 'oak2', 'oak3', 'oak4']);
    expect(relay.health().parkedKeys).toBe(0);
  });

  test('holds back again what is released and refused once more, and the others go on', async () => {
    write('oak1', 'oak2', 'elm1');
    await untilQuiet();
    store.releaseKey('garden.events', 'oak');
    write('elm2');
    await untilQuiet();
    expect(sent()).toEqual(['elm1', 'elm2']);
    expect(parked()).toEqual(['oak1', 'oak2']);
  });

  test('sends a void record with the same id in the place of a dropped one', async () => {
    write('oak1', 'oak2');
    await untilQuiet();
    const [dropped] = store.backup().parked;
    store.dropRow(dropped!.messageId);
    store.releaseKey('garden.events', 'oak');
    await untilQuiet();
    const [first, second] = broker.records('garden.events');
    expect(first).toMatchObject({ headers: { ...dropped!.headers, ce_void: 'true' }, value: new Uint8Array() });
    expect(textsOf([{ payload: second!.value! }])).toEqual(['oak2']);
    expect(second!.headers['ce_void']).toBeUndefined();
  });

  test('sends of what is released no more at once than of anything else', async () => {
    write('oak1', 'oak2', 'oak3');
    await untilQuiet();
    refused = /never/;
    sends = [];
    store.releaseKey('garden.events', 'oak');
    relay = new Relay({ service: 'garden', store, broker: choosy(), settings: { batchBytes: 1 } });
    store.expireLease();
    await untilQuiet();
    expect(sends).toEqual([['oak1'], ['oak2'], ['oak3']]);
  });

  test('sends what is released also when each send takes most of a lease, and more is said all the time', async () => {
    const time = new FakeTime();
    const slow = Object.assign(Object.create(broker) as MemoryBroker, {
      send: async (records: readonly OutgoingRecord[]) => {
        await choosy().send(records, { timeoutMs: 3_000 });
        time.pass(2_900);
      },
    });
    const settings = { leaseMs: 5_000, sendMs: 3_000, batchBytes: 1 };
    relay = new Relay({ service: 'garden', store, broker: slow, settings, time });
    write('oak1', 'oak2', 'oak3');
    await untilQuiet();
    refused = /never/;
    store.releaseKey('garden.events', 'oak');
    for (let turn = 0; turn < 4; turn += 1) {
      write(`elm${turn}`);
      expect(await relay.runOnce()).toBe('sent');
    }
    // In turns: neither of the two waits for the end of the other.
    expect(sent()).toEqual(['oak1', 'elm0', 'oak2', 'elm1']);
    await untilQuiet();
    expect(sent().filter((text) => text.startsWith('oak'))).toEqual(['oak1', 'oak2', 'oak3']);
  });

  test('sends what is released while what waits cannot be selected yet', async () => {
    write('oak1', 'oak2');
    await untilQuiet();
    refused = /never/;
    write('elm1');
    store.releaseKey('garden.events', 'oak');
    store.expireLease();
    relay = new Relay({ service: 'garden', store, broker: choosy(), settings: { batchBytes: 1 } });
    const select = store.select.bind(store);
    vi.spyOn(store, 'select').mockImplementation(async (...of) => {
      const selection = await select(...of);
      return selection && { ...selection, rows: [] };
    });
    expect([await relay.runOnce(), await relay.runOnce()]).toEqual(['sent', 'sent']);
    expect(sent()).toEqual(['oak1', 'oak2']);
  });

  test('finds among what is released the one that is refused again, and holds back its key alone', async () => {
    refused = /^(oak|ash)1$/;
    write('oak1', 'oak2', 'ash1');
    await untilQuiet();
    expect(parked()).toEqual(['oak1', 'oak2', 'ash1']);
    refused = /^ash1$/;
    for (const key of ['oak', 'ash']) store.releaseKey('garden.events', key);
    await untilQuiet();
    expect([sent(), parked()]).toEqual([['oak1', 'oak2'], ['ash1']]);
  });

  test('does not take a failure that may pass for a refusal', async () => {
    write('oak1', 'oak2');
    broker.away = true;
    refused = /never/;
    await expect(relay.runOnce()).rejects.toThrow('the broker is away');
    expect(parked()).toEqual([]);
    broker.away = false;
    await untilQuiet();
    expect(sent()).toEqual(['oak1', 'oak2']);
  });
});
