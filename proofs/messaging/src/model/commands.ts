import fc from 'fast-check';
import type { Consumers, Slot } from './consumers.ts';

/** Something that happens to the consumers. Its text is printed when a history fails. */
class Command implements fc.AsyncCommand<object, Consumers> {
  readonly #text: string;
  readonly #happens: (consumers: Consumers) => unknown;

  constructor(text: string, happens: (consumers: Consumers) => unknown) {
    this.#text = text;
    this.#happens = happens;
  }

  check(): boolean {
    return true;
  }

  async run(_: object, consumers: Consumers): Promise<void> {
    await this.#happens(consumers);
    await consumers.pass(0);
    await consumers.look();
  }

  toString(): string {
    return this.#text;
  }
}

const key = fc.constantFrom('oak', 'elm', 'ash');
const slot = fc.constantFrom<Slot>(0, 1, 2);
const operation = fc.nat({ max: 14 });

const say = fc.tuple(key, fc.integer({ min: 1, max: 4 })).map(
  ([of, count]) =>
    new Command(`${count} of ${of}`, async (consumers) => {
      for (let n = 0; n < count; n += 1) await consumers.say(of);
    }),
);
const trouble = fc
  .tuple(key, fc.constantFrom('for a while' as const, 'for good' as const), fc.constantFrom(1, 2, 3, 50))
  .map(
    ([of, how, times]) =>
      new Command(`one of ${of} that fails ${times} times, ${how}`, (consumers) => consumers.say(of, { how, times })),
  );
const repeat = fc.nat({ max: 12 }).map((back) => new Command(`a repeat of ${back} before`, (it) => it.repeat(back)));
const late = key.map((of) => new Command(`a void one of ${of}, and its late copy`, (it) => it.sayVoid(of)));
const join = slot.map((at) => new Command(`member ${at} joins`, (it) => it.join(at)));
const leave = slot.map((at) => new Command(`member ${at} leaves`, (it) => it.leave(at)));
const die = fc
  .tuple(slot, operation, fc.constantFrom('dies before' as const, 'dies after' as const))
  .map(
    ([at, nth, happens]) =>
      new Command(`member ${at} ${happens} operation ${nth}`, (it) => it.member(at)?.plan({ operation: nth, happens })),
  );
const freeze = fc
  .tuple(slot, operation, fc.constantFrom(60, 400, 3_000))
  .map(
    ([at, nth, freezesMs]) =>
      new Command(`member ${at} is frozen for ${freezesMs} ms at operation ${nth}`, (it) =>
        it.member(at)?.plan({ operation: nth, happens: { freezesMs } }),
      ),
  );
// Nobody waits for an operator: a frozen member may hold the row until time passes.
const release = key.map((of) => new Command(`${of} is released`, (it) => void it.release(of)));
const drop = key.map((of) => new Command(`the first of ${of} is dropped`, (it) => void it.drop(of)));
const cure = fc.constant(new Command('nothing fails any more', (it) => it.cure()));
const replay = fc
  .record({ partition: fc.constantFrom(0, 1), length: fc.integer({ min: 1, max: 8 }), again: fc.boolean() })
  .map(
    ({ partition, ...how }) =>
      new Command(`the last ${how.length} of partition ${partition} are replayed${how.again ? ', again' : ''}`, (it) =>
        it.replay(partition, how),
      ),
  );
const away = fc
  .boolean()
  .map((isAway) => new Command(`the broker is ${isAway ? 'away' : 'there'}`, ({ broker }) => (broker.away = isAway)));
const pass = fc
  .constantFrom(0, 1, 5, 30, 60, 300, 1_000, 4_000)
  .map((ms) => new Command(`${ms} ms pass`, (it) => it.pass(ms)));

/** Any sequence of things that may happen. Messages and time are frequent, else nothing comes of the rest. */
export const histories: fc.Arbitrary<Iterable<fc.AsyncCommand<object, Consumers>>> = fc.commands(
  [
    ...often(5, say),
    ...often(8, pass),
    ...often(4, join),
    ...often(3, trouble),
    ...often(2, repeat),
    ...often(2, die),
    ...often(2, freeze),
    ...often(2, release),
    ...often(2, replay),
    ...often(3, drop),
    late,
    leave,
    cure,
    away,
  ],
  { maxCommands: 50, size: '+1' },
);

function often(count: number, commands: fc.Arbitrary<Command>): fc.Arbitrary<Command>[] {
  return Array.from({ length: count }, () => commands);
}
