import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { encode, InvalidMessage } from './encode.ts';
import { defineEvent, type AnyMessage } from './message.ts';

const TreePlanted = defineEvent({
  name: 'garden.tree-planted',
  version: 1,
  subject: 'treeId',
  data: z.object({
    treeId: z.string(),
    size: z.object({ heightMm: z.int() }),
    leaves: z.array(z.object({ colour: z.string() })),
    soil: z.object({ acid: z.boolean() }).optional(),
    pot: z.looseObject({ holes: z.int() }).nullable(),
    pair: z.tuple([z.object({ a: z.int() }), z.int()], z.object({ b: z.int() })),
    notes: z.record(z.string(), z.object({ text: z.string() })),
    choice: z.union([z.string(), z.object({ c: z.int() })]),
    state: z.discriminatedUnion('is', [
      z.object({ is: z.literal('healthy'), sure: z.boolean() }),
      z.object({ is: z.literal('ill'), pest: z.object({ legs: z.int() }).readonly() }),
    ]),
    season: z.object({ year: z.int() }).default({ year: 2026 }),
  }),
});

const oak = {
  treeId: 't-1',
  size: { heightMm: 900 },
  leaves: [{ colour: 'green' }, { colour: 'red' }],
  soil: { acid: true },
  pot: { holes: 3 },
  pair: [{ a: 1 }, 2, { b: 3 }] as [{ a: number }, number, ...{ b: number }[]],
  notes: { first: { text: 'hello' } },
  choice: { c: 1 },
  state: { is: 'ill' as const, pest: { legs: 6 } },
  season: { year: 2025 },
};

const pathsRefused = (data: unknown, message: AnyMessage = TreePlanted) => {
  try {
    encode(message, data);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidMessage)) throw error;
    return error.problems.map(({ path }) => path);
  }
};

describe('writing a message', () => {
  test('gives JSON with the fields in the sequence of the contract', () => {
    const { treeId, ...rest } = oak;
    expect(new TextDecoder().decode(encode(TreePlanted, { ...rest, treeId }))).toBe(JSON.stringify(oak));
  });

  test('leaves out what is absent and keeps what is null', () => {
    const { soil: _, ...bare } = oak;
    expect(JSON.parse(new TextDecoder().decode(encode(TreePlanted, { ...bare, pot: null })))).toEqual({
      ...bare,
      pot: null,
    });
  });

  test('names every problem at once, with its path', () => {
    const data = { ...oak, size: { heightMm: 1.5 }, leaves: [{ colour: 'green' }, { colour: 7 }], choice: 4 };
    expect(pathsRefused(data)).toEqual(['size.heightMm', 'leaves[1].colour', 'choice']);
    expect(() => encode(TreePlanted, { ...oak, size: {} } as never)).toThrow(
      /^garden\.tree-planted\.v1 does not fit its contract: size\.heightMm: /,
    );
  });

  test('names the problems of the variant that was meant', () => {
    expect(pathsRefused({ ...oak, choice: { c: 'x', d: 1 } })).toEqual(['choice.c', 'choice.d']);
    expect(pathsRefused({ ...oak, state: { is: 'ill', pest: { legs: 'six' } } })).toEqual(['state.pest.legs']);
    expect(pathsRefused({ ...oak, state: { is: 'gone' } })).toEqual(['state.is']);
  });

  test('refuses what JSON would turn into something else', () => {
    const Weighed = defineEvent({
      name: 'garden.tree-weighed',
      version: 1,
      subject: 'treeId',
      data: z.object({ treeId: z.string(), kilograms: z.number() }),
    });
    expect(pathsRefused({ treeId: 't', kilograms: Number.NaN }, Weighed)).toEqual(['kilograms']);
    expect(pathsRefused({ treeId: 't', kilograms: Infinity }, Weighed)).toEqual(['kilograms']);
    expect(pathsRefused({ ...oak, size: { heightMm: 2 ** 53 } })).toEqual(['size.heightMm']);
  });

  test.each([
    ['U+0000', 'a\u0000b'],
    ['the first half of a surrogate pair', 'a\ud83d'],
    ['the second half of a surrogate pair', '\ude00b'],
  ])('refuses text that not every reader could keep: %s', (_, text) => {
    expect(pathsRefused({ ...oak, treeId: text })).toEqual(['treeId']);
    expect(pathsRefused({ ...oak, leaves: [{ colour: 'a' }, { colour: text }], choice: text })).toEqual([
      'leaves[1].colour',
      'choice',
    ]);
    expect(pathsRefused({ ...oak, notes: { [text]: { text: 'a' } } })).toEqual([`notes.${text}`]);
  });

  test('takes every other text', () => {
    expect(pathsRefused({ ...oak, treeId: '\u{1f600} \u0001\n\uffff' })).toEqual([]);
  });

  test('refuses a message without a key', () => {
    expect(pathsRefused({ ...oak, treeId: '' })).toEqual(['treeId']);
  });
});

describe('a field that the contract does not know', () => {
  test.each([
    ['extra', { ...oak, extra: 1 }],
    ['size.extra', { ...oak, size: { heightMm: 1, extra: 1 } }],
    ['leaves[1].extra', { ...oak, leaves: [{ colour: 'a' }, { colour: 'b', extra: 1 }] }],
    ['soil.extra', { ...oak, soil: { acid: true, extra: 1 } }],
    ['pot.extra', { ...oak, pot: { holes: 1, extra: 1 } }],
    ['pair[0].extra', { ...oak, pair: [{ a: 1, extra: 1 }, 2] }],
    ['pair[2].extra', { ...oak, pair: [{ a: 1 }, 2, { b: 3, extra: 1 }] }],
    ['notes.first.extra', { ...oak, notes: { first: { text: 'a', extra: 1 } } }],
    ['choice.extra', { ...oak, choice: { c: 1, extra: 1 } }],
    ['state.extra', { ...oak, state: { is: 'healthy', sure: true, extra: 1 } }],
    ['state.pest.extra', { ...oak, state: { is: 'ill', pest: { legs: 6, extra: 1 } } }],
    ['season.extra', { ...oak, season: { year: 1, extra: 1 } }],
  ])('is refused on writing: %s', (path, data) => expect(pathsRefused(data)).toEqual([path]));

  test('is refused wherever it stands and whatever it is called', () => {
    const objects = [
      [],
      ['size'],
      ['leaves', 0],
      ['soil'],
      ['pot'],
      ['pair', 0],
      ['notes', 'first'],
      ['state', 'pest'],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...objects), fc.string(), fc.jsonValue(), (path, name, value) => {
        const data = structuredClone(oak);
        const target = path.reduce<Record<string, unknown>>((at, step) => at[step] as Record<string, unknown>, data);
        fc.pre(!(name in target));
        target[name] = value;
        expect(pathsRefused(data)).toHaveLength(1);
      }),
    );
  });
});

describe('a rule of the contract that looks at a whole object', () => {
  const BedDug = defineEvent({
    name: 'garden.bed-dug',
    version: 1,
    subject: 'bedId',
    data: z
      .object({ bedId: z.string(), from: z.int(), to: z.int() })
      .refine(({ from, to }) => from < to, 'is upside down'),
  });

  test('holds on writing', () => {
    expect(pathsRefused({ bedId: 'b', from: 2, to: 1 }, BedDug)).toEqual(['']);
    expect(pathsRefused({ bedId: 'b', from: 1, to: 2 }, BedDug)).toEqual([]);
  });
});
