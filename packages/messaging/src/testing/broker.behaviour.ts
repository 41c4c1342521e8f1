import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi, type TestContext } from 'vitest';
import {
  keyOf,
  RecordRefused,
  TopicMissing,
  type Batch,
  type Broker,
  type IncomingRecord,
  type Membership,
  type OutgoingRecord,
  type Place,
} from '../broker/broker.ts';

/** A broker to be tried that takes no record of two megabytes, and its only topic: three partitions, new and empty. */
export interface OpenBroker {
  readonly broker: Broker;
  readonly topic: string;
  close(): Promise<void>;
}

/** What every implementation of {@link Broker} promises. `open` is called for each test. */
export function brokerBehaviour(name: string, open: (context: TestContext) => Promise<OpenBroker>): void {
  describe(`${name} as a broker`, () => {
    let broker: Broker;
    let topic: string;
    let close: (() => Promise<void>) | undefined;
    const members: Membership[] = [];
    const group = `garden.group-${randomUUID().slice(0, 8)}`;
    let groupNumber = 0;

    beforeEach(async (context) => {
      ({ broker, topic, close } = await open(context));
      groupNumber += 1;
    });
    afterEach(async () => {
      await Promise.all(members.splice(0).map((member) => member.leave()));
      await close?.();
    });

    const reader = (options: Partial<Listening> = {}) => {
      const listener = new Listener(options);
      const member = broker.join({ name: `${group}-${groupNumber}`, topics: [topic] }, listener);
      members.push(member);
      listener.member = member;
      return listener;
    };
    const send = (...records: OutgoingRecord[]) => broker.send(records, { timeoutMs: 3_000 });
    const message = (key: string, text: string): OutgoingRecord => ({
      topic,
      key,
      headers: { 'content-type': 'text/plain', ce_id: text },
      value: new TextEncoder().encode(text),
    });
    const numbered = (key: string, from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, n) => message(key, `${key}${from + n}`));

    /** Sends records of one key; says where they lie. */
    const fill = async (records: readonly OutgoingRecord[]) => {
      await send(...records);
      return (await nextOffsets(broker, topic)).findIndex((next) => next > 0n);
    };

    test('keeps the records of one key in one partition and in their sequence', async () => {
      await send(...numbered('a', 1, 20), ...numbered('b', 1, 5));
      await send(...numbered('a', 21, 30));
      const listener = reader({ from: 'first' });
      await listener.until(() => listener.texts.length >= 35);
      expect(listener.textsOf('a')).toEqual(numbered('a', 1, 30).map(textOf));
      expect(listener.textsOf('b')).toEqual(numbered('b', 1, 5).map(textOf));
      expect(new Set(listener.records.filter(({ text }) => text.startsWith('a')).map(({ place }) => place)).size).toBe(
        1,
      );
      expect(listener.records[0]?.record.headers).toMatchObject({ 'content-type': 'text/plain' });
    });

    test('hands a record over as it was sent, with the time at which it was stored', async () => {
      const before = Date.now();
      await send({ topic, key: 'grün', headers: { ce_id: 'ä', other: '' }, value: new Uint8Array([0, 255, 10]) });
      const listener = reader({ from: 'first' });
      await listener.until(() => listener.records.length === 1);
      const { record } = listener.records[0]!;
      expect(record).toMatchObject({ key: 'grün', headers: { ce_id: 'ä', other: '' } });
      expect([...record.value!]).toEqual([0, 255, 10]);
      expect(record.timestamp.getTime()).toBeGreaterThanOrEqual(before);
      expect(record.timestamp.getTime()).toBeLessThanOrEqual(Date.now());
    });

    test('says what a topic is like, and that there is none', async () => {
      expect(await broker.topic(topic)).toMatchObject({ partitions: 3 });
      await expect(broker.topic('garden.nowhere')).rejects.toThrow(TopicMissing);
      await expect(broker.topic('garden.nowhere')).rejects.toThrow('There is no topic garden.nowhere.');
    });

    test('refuses for good what is too large, and takes what comes after it', async () => {
      const large = { ...message('a', 'a1'), value: new Uint8Array(2 * 1_024 * 1_024) };
      await expect(send(large)).rejects.toThrow(RecordRefused);
      await expect(send(large)).rejects.toThrow(/large/);
      await send(message('a', 'a2'));
      const listener = reader({ from: 'first' });
      await listener.until(() => listener.texts.length > 0);
      expect(listener.texts).toEqual(['a2']);
    });

    test('refuses for good what goes to a topic that there is not, and takes what comes after it', async () => {
      await expect(send({ ...message('a', 'a1'), topic: 'garden.nowhere' })).rejects.toThrow(RecordRefused);
      await send(message('a', 'a2'));
      await expect(broker.topic('garden.nowhere')).rejects.toThrow(TopicMissing);
    });

    test('reads a range of a place without being a member of anything', async () => {
      const place = { topic, partition: await fill(numbered('a', 1, 9)) };
      const read = async (from: bigint, to: bigint) => {
        const { records, next } = await broker.read(place, { from, to });
        return [records.map(({ value }) => new TextDecoder().decode(value)), next];
      };
      expect(await read(2n, 5n)).toEqual([['a3', 'a4', 'a5'], 5n]);
      expect(await read(7n, 20n)).toEqual([['a8', 'a9'], 20n]);
      expect(await read(9n, 20n)).toEqual([[], 20n]);
      expect(await read(4n, 4n)).toEqual([[], 4n]);
    });

    test('reads a long range piece by piece', async () => {
      const place = { topic, partition: await fill(numbered('a', 1, 1_200)) };
      const texts: string[] = [];
      let at = 0n;
      while (at < 1_200n) {
        const { records, next } = await broker.read(place, { from: at, to: 1_200n });
        expect(records.map(({ offset }) => offset)).toEqual(records.map((_, n) => at + BigInt(n)));
        texts.push(...records.map(({ value }) => new TextDecoder().decode(value)));
        expect(next).toBe(at + BigInt(records.length));
        at = next;
      }
      expect(texts).toEqual(numbered('a', 1, 1_200).map(textOf));
    });

    test('deals every partition, and is silent until it is told where to begin', async () => {
      await send(...numbered('a', 1, 3));
      const listener = reader();
      await listener.until(() => listener.heardTimes >= 2 && listener.places.length === 3);
      expect(listener.texts).toEqual([]);
    });

    test('begins where it is told, and not where it was told that somebody is', async () => {
      await send(...numbered('a', 1, 5));
      const first = reader({ from: 'first', acknowledge: true });
      await first.until(() => first.texts.length >= 5);
      await first.member!.leave();
      const second = reader({ from: 'first' });
      await second.until(() => second.texts.length >= 5);
      expect(second.texts).toEqual(first.texts);

      const place = placeWith(first, 'a');
      second.member!.readFrom(place, second.records[2]!.record.offset);
      await second.until(() => second.texts.length >= 8);
      expect(second.texts.slice(5)).toEqual(['a3', 'a4', 'a5']);
    });

    test('begins each batch where the one before has ended', async () => {
      const listener = reader({ from: 'first' });
      for (const round of [1, 2, 3]) {
        await send(...numbered('a', round * 10, round * 10 + 4));
        await listener.until(() => listener.texts.length >= round * 5);
      }
      const batches = listener.batches.filter((batch) => keyOf(batch) === keyOf(placeWith(listener, 'a')));
      expect(batches.slice(1).map(({ from }) => from)).toEqual(batches.slice(0, -1).map(({ to }) => to));
      expect(batches[0]?.from).toBe((await broker.range(placeWith(listener, 'a'))).first);
    });

    test('brings a batch again that was not finished', async () => {
      await send(...numbered('a', 1, 3));
      let times = 0;
      const listener = reader({ from: 'first', answer: () => (++times < 3 ? 'unfinished' : 'handled') });
      await listener.until(() => listener.texts.length >= 9);
      expect(listener.texts).toEqual(['a1', 'a2', 'a3', 'a1', 'a2', 'a3', 'a1', 'a2', 'a3']);
    });

    test('holds one place while the others go on', async () => {
      const [here, there] = await keysOfTwoPlaces(broker, topic);
      const listener = reader({ from: 'first', answer: (batch, it) => (it.holds(batch) ? 'unfinished' : 'handled') });
      await listener.until(() => listener.texts.length >= 2);
      const held = placeWith(listener, here);
      listener.hold(held);
      await send(message(here, `${here}1`), message(there, `${there}1`));
      await listener.until(() => listener.texts.includes(`${there}1`));
      await listener.hears(3);
      expect(listener.texts).not.toContain(`${here}1`);

      listener.readOn(held, (await broker.range(held)).next - 1n);
      await listener.until(() => listener.texts.includes(`${here}1`));
    });

    test('never overlaps two batches of one place', async () => {
      let inHand = 0;
      let most = 0;
      const listener = reader({
        from: 'first',
        answer: async (): Promise<'handled'> => {
          most = Math.max(most, ++inHand);
          await new Promise((resolve) => setImmediate(resolve));
          inHand -= 1;
          return 'handled';
        },
      });
      for (let n = 1; n <= 20; n += 1) await send(message('a', `a${n}`));
      await listener.until(() => listener.texts.length >= 20);
      expect(most).toBe(1);
      expect(listener.texts).toEqual(numbered('a', 1, 20).map(textOf));
    });

    test('shares the places among the members, and gives them back when one leaves', async () => {
      const one = reader({ from: 'first' });
      await one.until(() => one.places.length === 3);
      const other = reader({ from: 'first' });
      await one.until(() => one.places.length + other.places.length === 3 && other.places.length > 0);
      expect(new Set([...one.places, ...other.places].map(keyOf)).size).toBe(3);
      await other.member!.leave();
      await one.until(() => one.places.length === 3);
      expect(other.places).toEqual([]);
    });

    test('says of a batch in hand that it is stale when its member is to leave', async () => {
      await send(message('a', 'a1'));
      const stale = Promise.withResolvers<'unfinished'>();
      const listener = reader({ from: 'first', answer: () => stale.promise });
      await listener.until(() => listener.batches.length === 1);
      expect(listener.batches[0]?.isStale()).toBe(false);
      const left = listener.member!.leave();
      expect(listener.batches[0]?.isStale()).toBe(true);
      stale.resolve('unfinished');
      await left;
      expect(listener.places).toEqual([]);
    });

    test('says of a batch in hand that it is stale when its place may be dealt to another member', async () => {
      const inHand = Promise.withResolvers<'unfinished'>();
      await send(message('a', 'a1'));
      const one = reader({ from: 'first', answer: () => inHand.promise });
      await one.until(() => one.batches.length === 1);
      reader({ from: 'first' });
      await vi.waitFor(() => expect(one.batches[0]?.isStale()).toBe(true), 10_000);
      inHand.resolve('unfinished');
    });

    test('is heard while a batch is in hand, however long it takes', async () => {
      await send(message('a', 'a1'));
      const listener: Listener = reader({
        from: 'first',
        answer: async (): Promise<'handled'> => {
          await listener.hears(3);
          return 'handled';
        },
      });
      await listener.until(() => listener.heardTimes >= 6);
      expect(listener.texts).toEqual(['a1']);
    });

    test('shows by its beginning that a batch does not begin where it was told', async () => {
      await send(...numbered('a', 1, 3));
      const listener = reader();
      await listener.until(() => listener.places.length === 3);
      for (const place of listener.places) listener.member!.readFrom(place, 100n);
      await listener.until(() => listener.batches.length > 0);
      expect(listener.batches[0]?.from).toBe(0n);
    });

    test('knows the range of a place', async () => {
      const place = { topic, partition: 0 };
      expect(await broker.range(place)).toEqual({ first: 0n, next: 0n });
      await send(...'abcdefghijkl'.split('').map((key) => message(key, key)));
      const ranges = await Promise.all([0, 1, 2].map((partition) => broker.range({ topic, partition })));
      expect(ranges.reduce((sum, { first, next }) => sum + next - first, 0n)).toBe(12n);
    });

    test('forgets a group when its last member has left, and not before', async () => {
      await send(message('a', 'a1'));
      const listener = reader({ from: 'first', acknowledge: true });
      await listener.until(() => listener.texts.length === 1);
      const itsGroup = `${group}-${groupNumber}`;
      await expect(broker.forget(itsGroup)).rejects.toThrow(/member|empty/i);
      await listener.member!.leave();
      expect(await broker.forget(itsGroup)).toBe('forgotten');
      expect(await broker.forget(itsGroup)).toBe('unknown');
    });

    test('says which cluster it is, each time the same', async () => {
      expect(await broker.clusterId()).toMatch(/./);
      expect(await broker.clusterId()).toBe(await broker.clusterId());
    });

    test('is heard while there is nothing to do', async () => {
      const listener = reader({ from: 'first' });
      await listener.hears(3);
      expect(listener.member!.isMember).toBe(true);
    });
  });
}

interface Listening {
  /** Where to begin in each place; nowhere when absent. */
  readonly from: 'first';
  readonly acknowledge: boolean;
  answer(batch: Batch, listener: Listener): 'handled' | 'unfinished' | Promise<'handled' | 'unfinished'>;
}

/** A reader that keeps what it is given. */
class Listener {
  member: Membership | undefined;
  places: readonly Place[] = [];
  heardTimes = 0;
  readonly batches: Batch[] = [];
  readonly records: { place: string; text: string; record: IncomingRecord }[] = [];
  readonly #options: Partial<Listening>;
  readonly #held = new Set<string>();
  #changed = Promise.withResolvers<void>();

  constructor(options: Partial<Listening>) {
    this.#options = options;
  }

  get texts(): string[] {
    return this.records.map(({ text }) => text);
  }

  textsOf(key: string): string[] {
    return this.texts.filter((text) => text.startsWith(key));
  }

  assigned(places: readonly Place[]): void {
    this.places = places;
    if (this.#options.from === 'first') for (const place of places) this.member?.readFrom(place, 0n);
    this.#change();
  }

  async batch(batch: Batch): Promise<'handled' | 'unfinished'> {
    this.batches.push(batch);
    for (const record of batch.records) {
      this.records.push({ place: keyOf(batch), text: new TextDecoder().decode(record.value), record });
    }
    this.#change();
    const outcome = (await this.#options.answer?.(batch, this)) ?? 'handled';
    if (outcome === 'handled' && this.#options.acknowledge) await batch.acknowledge(batch.to);
    return outcome;
  }

  heard(): void {
    this.heardTimes += 1;
    this.#change();
  }

  dead(reason: string): void {
    throw new Error(reason);
  }

  hold(place: Place): void {
    this.#held.add(keyOf(place));
    this.member!.hold(place);
  }

  holds(place: Place): boolean {
    return this.#held.has(keyOf(place));
  }

  readOn(place: Place, offset: bigint): void {
    this.#held.delete(keyOf(place));
    this.member!.readFrom(place, offset);
  }

  hears(times: number): Promise<void> {
    const before = this.heardTimes;
    return this.until(() => this.heardTimes >= before + times);
  }

  /** Looks whenever something has changed; the test's own time limit ends it. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await this.#changed.promise;
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

/** Two keys that live in different partitions, each with one record already. */
async function keysOfTwoPlaces(broker: Broker, topic: string): Promise<[string, string]> {
  const filled: { key: string; partition: number }[] = [];
  for (const key of 'abcdefgh') {
    const before = await nextOffsets(broker, topic);
    await broker.send([{ topic, key, headers: {}, value: new TextEncoder().encode(`${key}0`) }], { timeoutMs: 3_000 });
    const after = await nextOffsets(broker, topic);
    filled.push({ key, partition: after.findIndex((next, partition) => next !== before[partition]) });
    const [first] = filled;
    if (first && filled.at(-1)!.partition !== first.partition) return [first.key, key];
  }
  throw new Error('eight keys fell into one partition');
}

async function nextOffsets(broker: Broker, topic: string): Promise<bigint[]> {
  return Promise.all([0, 1, 2].map(async (partition) => (await broker.range({ topic, partition })).next));
}

function placeWith(listener: Listener, key: string): Place {
  const [topic, partition] = listener.records.find(({ text }) => text.startsWith(key))!.place.split('/') as [
    string,
    string,
  ];
  return { topic, partition: Number(partition) };
}

function textOf({ value }: OutgoingRecord): string {
  return new TextDecoder().decode(value);
}
