import { seeded, type Seeded } from '@holdfast/testkit';
import { describe, expect, test, type TestContext } from 'vitest';
import type { IncomingRecord } from '../../src/broker/broker.ts';
import type { OutboxRow } from '../../src/outbox/create-outbox.ts';
import { Relay } from '../../src/relay/relay.ts';
import { FaultyBroker, type BrokerFault } from '../../src/testing/faulty-broker.ts';
import { MemoryBroker } from '../../src/testing/memory-broker.ts';
import type { OpenOutbox } from '../../src/testing/open-outbox.ts';
import { rowSaying } from '../../src/testing/rows-saying.ts';

const topic = 'garden.events';
const faults: readonly BrokerFault[] = ['lost-ack', 'late-append', 'partial', 'not-leader', 'timeout'];
/** The last two have messages that the broker refuses for good. */
const keys = ['oak', 'elm', 'ash', 'yew', 'fir', 'bay'];
const refusedKeys = ['fir', 'bay'];

/** What a relay brings through a broker at which everything goes wrong, by chance. */
export function brokerFaultsBehaviour(
  name: string,
  open: (context: TestContext) => Promise<Omit<OpenOutbox, 'rewind'>>,
  { runs, steps }: { readonly runs: number; readonly steps: number },
): void {
  describe(`a relay over ${name}, with a broker that fails in every way`, () => {
    test('loses nothing, keeps the sequence, and repeats only what is identical', async (context) => {
      const random = seeded(`broker faults over ${name}`);
      const felt = new Map<string, number>();
      for (let run = 0; run < runs; run += 1) {
        const world = new World(await open(context), random);
        await world.run(steps);
        for (const [fault, times] of world.broker.felt) felt.set(fault, (felt.get(fault) ?? 0) + times);
        const logs = [0, 1, 2].map((partition) => world.log.log({ topic, partition }));
        expect(new Set(logs.flat().map(idOf))).toEqual(new Set(world.written.map(({ id }) => id)));
        for (const log of logs) expectInSequence(log, world);
        for (const record of logs.flat()) expectAsWritten(record, world);
      }
      for (const fault of [...faults, 'refused', 'arrived-late']) expect(felt.get(fault), fault).toBeGreaterThan(0);
    });
  });
}

interface Written {
  readonly id: string;
  readonly key: string;
  readonly text: string;
}

/** One outbox, a relay over it that may be another one at any time, and the broker. */
class World {
  readonly log = new MemoryBroker();
  readonly broker: FaultyBroker;
  readonly written: Written[] = [];
  readonly #outbox: Omit<OpenOutbox, 'rewind'>;
  readonly #random: Seeded;
  readonly #refused = new Set<string>();
  readonly dropped = new Set<string>();
  #isHealed = false;
  #relay: Relay;

  constructor(outbox: Omit<OpenOutbox, 'rewind'>, random: Seeded) {
    this.#outbox = outbox;
    this.#random = random;
    this.broker = new FaultyBroker(this.log, {
      fault: () => (this.#isHealed || random.next() < 0.4 ? undefined : random.pick(faults)),
      refuses: ({ headers }) => this.#refused.has(headers['ce_id']!) && headers['ce_void'] === undefined,
      fraction: () => random.next(),
    });
    this.#relay = this.#newRelay();
  }

  async run(steps: number): Promise<void> {
    for (let step = 0; step < steps; step += 1) await this.#step();
    this.#isHealed = true;
    // What was refused goes through once it is dropped; then nothing is left to hold anything back.
    await this.#untilQuiet();
    for (const id of this.#refused) await this.#drop(id);
    for (const key of refusedKeys) await this.#outbox.releaseKey(topic, key);
    await this.#untilQuiet();
    await this.broker.settle();
  }

  async #step(): Promise<void> {
    const luck = this.#random.next();
    if (luck < 0.4) await this.#write();
    else if (luck < 0.9) await this.#relay.runOnce().catch(() => undefined);
    else if (luck < 0.95) await this.#replaceRelay();
    else await this.#outbox.releaseKey(topic, this.#random.pick(refusedKeys));
  }

  async #write(): Promise<void> {
    const rows = Array.from({ length: this.#random.integer(1, 6) }, () => this.#row(this.#random.pick(keys)));
    const transaction = await this.#outbox.begin();
    await transaction.write(rows);
    await transaction.commit();
  }

  #row(key: string): OutboxRow {
    const text = `${key} ${this.written.length}`;
    const row = rowSaying(text, key);
    this.written.push({ id: row.message_id, key, text });
    if (refusedKeys.includes(key) && this.#random.next() < 0.2) this.#refused.add(row.message_id);
    return { ...row, headers: JSON.stringify({ ce_id: row.message_id }) };
  }

  async #drop(id: string): Promise<void> {
    this.dropped.add(id);
    await this.#outbox.dropRow(id);
  }

  /** As after a crash: the next one has another name, and the lease of the last one runs out. */
  async #replaceRelay(): Promise<void> {
    await this.#outbox.expireLease();
    this.#relay = this.#newRelay();
  }

  async #untilQuiet(): Promise<void> {
    for (let turns = 0; (await this.#relay.runOnce()) !== 'nothing'; turns += 1) {
      if (turns > 10_000) throw new Error('nothing fails any more, and the relay comes to no end');
    }
  }

  #newRelay(): Relay {
    return new Relay({ service: 'garden', store: this.#outbox.store, broker: this.broker, settings: { batchSize: 8 } });
  }
}

/** First copies stand in the sequence in which they were written; those of a key that was held back, within that key. */
function expectInSequence(log: readonly IncomingRecord[], { written }: World): void {
  const places = new Map(written.map(({ id }, index) => [id, index]));
  const first = [...new Map(log.map((record) => [idOf(record), record])).values()];
  const groups = Map.groupBy(first, ({ key }) => (refusedKeys.includes(key) ? key : 'never held back'));
  for (const records of groups.values()) {
    const sequence = records.map((record) => places.get(idOf(record))!);
    expect(sequence).toEqual(sequence.toSorted((one, other) => one - other));
  }
}

/** A repeat is the same bytes; the void record of a dropped message is empty. */
function expectAsWritten({ key, headers, value }: IncomingRecord, { written, dropped }: World): void {
  const { id, ...original } = written.find((one) => one.id === headers['ce_id'])!;
  const isVoid = headers['ce_void'] === 'true';
  expect(isVoid && !dropped.has(id)).toBe(false);
  expect({ key, text: new TextDecoder().decode(value) }).toEqual({ ...original, ...(isVoid && { text: '' }) });
  expect(headers).toEqual({ ce_id: id, ...(isVoid && { ce_void: 'true' }) });
}

function idOf({ headers }: IncomingRecord): string {
  return headers['ce_id']!;
}
