import { eventually } from '@holdfast/testkit';
import { memoryEngine, type MemoryTransaction } from '@holdfast/work/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { grew, Growth } from '../../test/garden.ts';
import type { Broker, Membership } from '../broker/broker.ts';
import { silentLog } from '../log.ts';
import { FakeTime } from '../testing/fake-time.ts';
import { MemoryBroker } from '../testing/memory-broker.ts';
import { MemoryConsumerStore } from '../testing/memory-consumer-store.ts';
import { Consumer } from './consumer.ts';
import { lookForNeglect } from './neglect.ts';
import { ordinarySettings } from './reading.ts';

const name = 'garden.diary';
const place = { topic: 'garden.events', partition: 0 };

describe('a place that its client has forgotten, while heartbeats go on', () => {
  let broker: MemoryBroker;
  let time: FakeTime;
  let noted: number[];
  let asked: bigint[];
  let isForgotten: () => boolean;
  let looks: number;
  const dead = vi.fn();
  let consumer: Consumer;

  beforeEach(() => {
    [broker, time, noted, asked, looks] = [new MemoryBroker({ partitions: 1 }), new FakeTime(), [], [], 0];
    isForgotten = () => true;
    dead.mockReset();
    consumer = new Consumer({
      name,
      handlers: [
        {
          consumer: name,
          need: Growth,
          run: ({ number }: { number: number }, { note }: { note: (number: number) => void }) => note(number),
        },
      ],
      engine: memoryEngine({
        service: 'garden',
        parts: (trx: MemoryTransaction) => ({ note: (number: number) => trx.atCommit(() => noted.push(number)) }),
      }),
      store: new MemoryConsumerStore(),
      broker: forgetful(),
      time,
      onDead: dead,
    });
  });
  afterEach(() => consumer.stop());

  /** Is asked to read from an offset, and does nothing about it. */
  const forgetful = (): Broker => {
    const [join, range] = [broker.join.bind(broker), broker.range.bind(broker)];
    return Object.assign(broker, {
      join: (...[group, reader]: Parameters<Broker['join']>): Membership => {
        const member = join(group, reader);
        const readFrom = member.readFrom.bind(member);
        return Object.assign(member, {
          readFrom: (...[from, offset]: Parameters<Membership['readFrom']>) => {
            asked.push(offset);
            if (!isForgotten()) readFrom(from, offset);
          },
        });
      },
      range: (...of: Parameters<Broker['range']>) => ((looks += 1), range(...of)),
    });
  };
  const askedTimes = (times: number) =>
    eventually(() => asked.length, { what: `asked ${times} times`, until: (length) => length >= times });
  /** Time passes second by second, and what it sets going comes to an end. */
  const passing = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      time.pass(1_000);
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  test('is asked for anew once the broker says that there is something for it', async () => {
    await broker.send([grew('oak', 1)]);
    consumer.start();
    await askedTimes(1);
    isForgotten = () => false;
    await passing(29);
    expect([asked, noted]).toEqual([[0n], []]);
    await passing(5);
    await eventually(() => noted, { what: 'what was forgotten', until: ({ length }) => length > 0 });
    expect([asked, noted, dead.mock.calls]).toEqual([[0n, 0n], [1], []]);
    expect(consumer.health().waiting).toEqual([]);
  });

  test('means that this process cannot mend it, when that does not help', async () => {
    await broker.send([grew('oak', 1)]);
    consumer.start();
    await askedTimes(1);
    await passing(80);
    expect(dead).toHaveBeenCalledWith('garden.diary is given nothing by a broker that has records for it');
    expect(asked.length).toBeGreaterThan(1);
  });

  test('is given up only when that happens twice on end', async () => {
    await broker.send([grew('oak', 1)]);
    consumer.start();
    await askedTimes(1);
    isForgotten = () => false;
    await passing(34);
    await eventually(() => noted, { what: 'what was forgotten', until: ({ length }) => length === 1 });
    // In the log, and given to nobody: the client has forgotten the place again.
    broker.log(place).push({ ...broker.log(place)[0]!, offset: 1n });
    isForgotten = () => true;
    await passing(34);
    await askedTimes(3);
    expect([asked, dead.mock.calls]).toEqual([[0n, 0n, 1n], []]);
  });

  test('is left in peace while there is nothing for it', async () => {
    consumer.start();
    await askedTimes(1);
    await passing(100);
    expect(looks).toBe(4); // once for the claim, then every thirty seconds
    expect([asked, dead.mock.calls]).toEqual([[0n], []]);
  });

  test('is left in peace for as long again after each time that it was given something', async () => {
    isForgotten = () => false;
    consumer.start();
    await askedTimes(1);
    for (const number of [1, 2, 3]) {
      await passing(20);
      await broker.send([grew('oak', number)]);
      await eventually(() => noted, { what: 'it is given something', until: ({ length }) => length === number });
    }
    expect(looks).toBe(1);
  });

  test('is left in peace where the log goes on with nothing that can be read', async () => {
    await broker.send([grew('oak', 1)]);
    const [record] = broker.log(place).splice(0, 1);
    const range = vi.spyOn(broker, 'range').mockResolvedValue({ first: 0n, next: record!.offset + 1n });
    consumer.start();
    await askedTimes(1);
    await passing(100);
    expect([asked, dead.mock.calls]).toEqual([[0n], []]);
    range.mockRestore();
  });

  test('is not known to be forgotten while the broker does not answer', async () => {
    await broker.send([grew('oak', 1)]);
    consumer.start();
    await askedTimes(1);
    broker.away = true;
    await passing(200);
    expect([asked, dead.mock.calls]).toEqual([[0n], []]);
    broker.away = false;
  });
});

describe('a look for neglected places', () => {
  const broker = new MemoryBroker({ partitions: 2 });
  const options = { broker, log: silentLog, settings: ordinarySettings, consumer: name };
  const quiet = (isOver = false) => ({
    place,
    from: 0n,
    isOver: () => isOver,
    excused: vi.fn(),
    neglected: vi.fn(() => 2),
  });
  beforeEach(() => {
    broker.log(place).splice(0);
    broker.log(place).push({ ...grew('oak', 1), offset: 0n, timestamp: new Date() });
  });

  test('leaves one alone that was given something while the broker was asked', async () => {
    const [dead, late] = [vi.fn(), quiet(true)];
    await lookForNeglect(options, [{ quiet: () => late, isServed: () => true }], dead);
    expect([late.neglected.mock.calls, late.excused.mock.calls, dead.mock.calls]).toEqual([[], [], []]);
  });

  test.each([
    ['gives up where no other place is given anything', false, [ordinarySettings.quietMs], 1],
    [
      'is patient while others are, since it may only be waiting for its turn',
      true,
      [10 * ordinarySettings.quietMs],
      0,
    ],
  ])('%s', async (_, isServed, patience, times) => {
    const [dead, neglected] = [vi.fn(), quiet()];
    const asked = vi.fn(() => neglected);
    const all = [
      { quiet: asked, isServed: () => false },
      { quiet: () => undefined, isServed: () => isServed },
    ];
    await lookForNeglect(options, all, dead);
    expect(asked.mock.calls).toEqual([patience]);
    expect(neglected.neglected).toHaveBeenCalledOnce();
    expect(dead).toHaveBeenCalledTimes(times);
  });
});
