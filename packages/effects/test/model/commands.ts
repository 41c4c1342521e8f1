import fc from 'fast-check';
import { vi } from 'vitest';
import { effects, keys, type World } from './world.ts';
import type { Mood } from './outside-ledger.ts';

/** What a history needs to know of itself: what may be told of. */
export interface Model {
  readonly intended: Set<string>;
}

/** Something that happens in the world. Its text is printed when a history fails. */
class Command implements fc.AsyncCommand<Model, World> {
  readonly #text: string;
  readonly #happens: (world: World, model: Model) => unknown;
  readonly #about: string | undefined;

  constructor(text: string, happens: (world: World, model: Model) => unknown, about?: string) {
    this.#text = text;
    this.#happens = happens;
    this.#about = about;
  }

  check({ intended }: Model): boolean {
    return this.#about === undefined || intended.has(this.#about);
  }

  async run(model: Model, world: World): Promise<void> {
    await this.#happens(world, model);
    await vi.advanceTimersByTimeAsync(0);
  }

  toString(): string {
    return this.#text;
  }
}

const process = fc.constantFrom(0 as const, 1 as const);
const which = fc.record({ effect: fc.nat({ max: effects.length - 1 }), key: fc.constantFrom(...keys) });
const when = fc.record({ operation: fc.nat({ max: 6 }), side: fc.constantFrom('before' as const, 'after' as const) });
const mood = fc.constantFrom<Mood>(
  'answers',
  'refuses',
  'refuses',
  'evades',
  'evades',
  'loses-answer',
  'loses-answer',
  'answers-late',
  'acts-late',
);
const nameOf = ({ effect, key }: { effect: number; key: string }) => `${effects[effect]!.name} of ${key}`;

const begin = which.map(
  (it) =>
    new Command(`begin ${nameOf(it)}`, (world, model) => {
      model.intended.add(nameOf(it));
      return world.intend(it.effect, it.key);
    }),
);
const turn = process.map((at) => new Command(`process ${at} takes a turn`, (world) => world.turn(at)));
const pass = fc
  .constantFrom(10, 300, 300, 1_000, 1_000, 3_000, 6_000, 6_000, 25_000, 70_000)
  .map((ms) => new Command(`${ms} ms pass`, () => vi.advanceTimersByTimeAsync(ms)));
const moods = fc
  .array(mood, { minLength: 1, maxLength: 4 })
  .map((next) => new Command(`the outside: ${next.join(', ')}`, ({ outside }) => outside.moods.push(...next)));
const crash = fc
  .tuple(process, when)
  .map(
    ([at, planned]) =>
      new Command(`process ${at} dies ${planned.side} operation ${planned.operation}`, ({ processes }) =>
        processes[at].mortal.dieAt(planned),
      ),
  );
const freeze = fc
  .tuple(process, when, fc.constantFrom(3_000, 8_000, 130_000))
  .map(
    ([at, planned, forMs]) =>
      new Command(
        `process ${at} is frozen for ${forMs} ms ${planned.side} operation ${planned.operation}`,
        ({ processes }) => processes[at].mortal.freezeAt({ ...planned, forMs }),
      ),
  );
const webhook = fc.tuple(which, process, fc.boolean()).map(([it, at, twice]) => {
  const tell = (world: World) => {
    world.tell(it.effect, it.key, at);
    if (twice) world.tell(it.effect, it.key, at === 0 ? 1 : 0);
  };
  return new Command(`webhook to process ${at}: ${nameOf(it)}${twice ? ', twice' : ''}`, tell, nameOf(it));
});
const person = fc.constant(new Command('a person decides', (world) => world.decide()));
const bug = fc
  .boolean()
  .map((isThere) => new Command(`conclusions ${isThere ? 'fail' : 'succeed'}`, (world) => (world.bug = isThere)));
const down = fc
  .boolean()
  .map((isDown) => new Command(`the outside is ${isDown ? 'down' : 'up'}`, ({ outside }) => (outside.isDown = isDown)));
const away = fc.constant(
  new Command('the outside is away for long', (world) =>
    world.outsideIsAwayForLong((ms) => vi.advanceTimersByTimeAsync(ms)),
  ),
);

/** Any sequence of things that may happen. Turns and time are frequent, else nothing comes of the rest. */
export const histories: fc.Arbitrary<Iterable<fc.AsyncCommand<Model, World>>> = fc.commands(
  [
    ...times(3, begin),
    ...times(8, turn),
    ...times(6, pass),
    ...times(4, moods),
    ...times(2, crash),
    ...times(2, freeze),
    ...times(4, webhook),
    person,
    bug,
    down,
    away,
  ],
  { maxCommands: 60, size: '+1' },
);

function times(count: number, commands: fc.Arbitrary<Command>): fc.Arbitrary<Command>[] {
  return Array.from({ length: count }, () => commands);
}
