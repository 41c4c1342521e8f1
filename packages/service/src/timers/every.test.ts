import { describe, expect, test } from 'vitest';
import { Every, recurringIn } from './every.ts';

class Clock {
  readonly #strikes: string[] = [];

  @Every({ ms: 1_000 })
  strike() {
    this.#strikes.push('dong');
    return Promise.resolve(this.#strikes.length);
  }

  wind() {}
}

class Cuckoo extends Clock {
  @Every({ ms: 60_000 })
  call() {}
}

describe('a provider with @Every methods', () => {
  test('has a timer for each of them, and for those of the class that it extends', () => {
    expect(recurringIn(new Clock()).map(({ name, ms }) => [name, ms])).toEqual([['Clock.strike', 1_000]]);
    expect(recurringIn(new Cuckoo()).map(({ name }) => name)).toEqual(['Cuckoo.call', 'Cuckoo.strike']);
  });

  test('is called as itself', async () => {
    const [strike] = recurringIn(new Clock());
    await strike!.run();
    expect(await strike!.run()).toBe(2);
  });

  test.each(['a value', null, undefined, {}, Object.create(null), () => {}])('is not %j', (value) => {
    expect(recurringIn(value)).toEqual([]);
  });

  test.each([0, -1, Number.NaN, Infinity, 2 ** 31])('cannot rest %d ms', (ms) => {
    expect(() => Every({ ms })).toThrow('is no time to rest');
  });

  test('cannot have static ones, which would never run', () => {
    expect(() => {
      class Tower {
        @Every({ ms: 1 })
        static ring() {}
        peal() {}
      }
      return Tower;
    }).toThrow('@Every on Tower.ring would never run, because it is static');
  });
});
