import { afterEach, describe, expect, test, vi } from 'vitest';
import { as } from './acting-as.ts';
import { fixedClock } from './fixed-clock.ts';
import { seeded } from './seeded.ts';
import { sequentialIds } from './sequential-ids.ts';
import { undecided } from './undecided.ts';

describe('a fixed clock', () => {
  test('moves only when it is told to', () => {
    const clock = fixedClock('2026-03-01T10:00:00Z');
    const before = clock.now();
    expect(clock.now()).toEqual(before);
    clock.advance(1_500);
    expect(clock.now()).toEqual(new Date('2026-03-01T10:00:01.500Z'));
    expect(before).toEqual(new Date('2026-03-01T10:00:00Z'));
  });

  test('refuses what is no time', () => {
    expect(() => fixedClock('noon')).toThrow('noon is no time');
  });
});

describe('sequential ids', () => {
  test('are UUIDv7s that count', () => {
    const newId = sequentialIds(new Date(0x0123456789ab));
    expect([newId(), newId()]).toEqual([
      '01234567-89ab-7000-8000-000000000001',
      '01234567-89ab-7000-8000-000000000002',
    ]);
  });

  test('are the same in every sequence', () => {
    expect(sequentialIds()()).toBe(sequentialIds()());
  });
});

describe('a seed', () => {
  afterEach(() => vi.unstubAllEnvs());
  const numbers = (name: string) => Array.from({ length: 5 }, seeded(name).next);

  test('gives other numbers each time', () => {
    vi.stubEnv('HOLDFAST_SEED', undefined);
    expect(numbers('beds')).not.toEqual(numbers('beds'));
  });

  test('gives the same numbers again when it is named, and others under another name', () => {
    vi.stubEnv('HOLDFAST_SEED', undefined);
    const first = seeded('beds');
    const before = Array.from({ length: 5 }, first.next);
    vi.stubEnv('HOLDFAST_SEED', String(first.seed));
    expect(numbers('beds')).toEqual(before);
    expect(numbers('paths')).not.toEqual(before);
  });

  test('is printed with what repeats it', () => {
    vi.stubEnv('HOLDFAST_SEED', '77');
    const print = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    seeded('beds');
    const printed = print.mock.calls.map(([text]) => text);
    print.mockRestore();
    expect(printed).toEqual(['seed of beds: 77 (again: HOLDFAST_SEED=77)\n']);
  });

  test('that is no number is refused', () => {
    vi.stubEnv('HOLDFAST_SEED', 'abc');
    expect(() => seeded('beds')).toThrow('HOLDFAST_SEED is abc');
  });

  test('reaches every choice and keeps everything that it shuffles', () => {
    const { pick, integer, shuffled } = seeded('choices');
    const picked = new Set(Array.from({ length: 200 }, () => pick(['a', 'b', 'c'])));
    const rolled = new Set(Array.from({ length: 500 }, () => integer(1, 6)));
    expect(picked).toEqual(new Set(['a', 'b', 'c']));
    expect(rolled).toEqual(new Set([1, 2, 3, 4, 5, 6]));
    expect(shuffled(['a', 'b', 'c']).toSorted()).toEqual(['a', 'b', 'c']);
  });
});

describe('an actor', () => {
  test('has the role that a test names', () => {
    expect(as('gardener')).toEqual({ id: 'a-gardener', roles: ['gardener'] });
    expect(as('gardener', 'rose')).toEqual({ id: 'rose', roles: ['gardener'] });
  });
});

describe('a test that cannot be decided', () => {
  test('ends there, with a note that begins with the word', () => {
    const notes: (string | undefined)[] = [];
    const skip = ((note?: string) => {
      notes.push(note);
      throw new Error('skipped');
    }) as Parameters<typeof undecided>[0]['skip'];
    expect(() => undecided({ skip }, 'no Java')).toThrow('skipped');
    expect(notes).toEqual(['undecided: no Java']);
  });
});
