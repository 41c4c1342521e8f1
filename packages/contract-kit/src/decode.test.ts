import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { decode, Undecodable } from './decode.ts';
import { encode } from './encode.ts';
import { defineEvent } from './message.ts';
import { need } from './need.ts';

const TreePlanted = defineEvent({
  name: 'garden.tree-planted',
  version: 1,
  subject: 'treeId',
  data: z
    .object({
      treeId: z.string(),
      kind: z.enum(['oak', 'elm']),
      size: z.object({ heightMm: z.int(), widthMm: z.int() }),
      soil: z.object({ acid: z.boolean(), depthMm: z.int() }).optional(),
      pot: z.object({ holes: z.int(), colour: z.string() }).nullable(),
      leaves: z.array(z.object({ colour: z.string() })),
      season: z.object({ year: z.int(), rainy: z.boolean() }).default({ year: 2026, rainy: true }),
      choice: z.union([z.string(), z.object({ a: z.int(), b: z.int() })]),
    })
    .refine(({ size }) => size.heightMm > size.widthMm, 'is wider than high'),
});

const oak = {
  treeId: 't-1',
  kind: 'oak' as const,
  size: { heightMm: 900, widthMm: 300 },
  soil: { acid: true, depthMm: 4 },
  pot: { holes: 3, colour: 'red' },
  leaves: [{ colour: 'green' }],
  season: { year: 2025, rainy: false },
  choice: { a: 1, b: 2 },
};

const bytes = (data: unknown) => new TextEncoder().encode(JSON.stringify(data));
const problemsOf = (read: () => unknown) => {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof Undecodable)) throw error;
    return error.problems.map(({ path }) => path);
  }
};

describe('reading a whole message', () => {
  test('gives back what was written', () => {
    expect(decode(TreePlanted, encode(TreePlanted, oak))).toEqual(oak);
  });

  test('drops what it does not know, at any depth', () => {
    const newer = { ...oak, age: 3, leaves: [{ colour: 'green', veins: 9 }], soil: { ...oak.soil, worms: ['w'] } };
    expect(decode(TreePlanted, bytes(newer))).toEqual(oak);
  });

  test('holds to every rule of the contract', () => {
    expect(problemsOf(() => decode(TreePlanted, bytes({ ...oak, kind: 'ash' })))).toEqual(['kind']);
    expect(problemsOf(() => decode(TreePlanted, bytes({ ...oak, size: { heightMm: 1, widthMm: 2 } })))).toEqual(['']);
  });
});

describe('reading what is needed', () => {
  const Size = need(TreePlanted, { treeId: true, size: { heightMm: true } });

  test('hands over that and nothing else', () => {
    expect(decode(Size, bytes(oak))).toEqual({ treeId: 't-1', size: { heightMm: 900 } });
  });

  test('does not care about the rest: missing, unknown, of another type, or against a rule', () => {
    const strange = { treeId: 't-1', kind: 'ash', size: { heightMm: 1, widthMm: 'wide' }, leaves: 7, soil: null };
    expect(decode(Size, bytes(strange))).toEqual({ treeId: 't-1', size: { heightMm: 1 } });
  });

  test('names what is wrong with the needed part', () => {
    expect(problemsOf(() => decode(Size, bytes({ size: { heightMm: 'high' } })))).toEqual(['treeId', 'size.heightMm']);
    expect(problemsOf(() => decode(Size, bytes({ treeId: 't', size: 4 })))).toEqual(['size']);
  });

  test('follows what may be missing', () => {
    const Around = need(TreePlanted, { soil: { acid: true }, pot: { holes: true }, season: { year: true } });
    expect(decode(Around, bytes(oak))).toEqual({ soil: { acid: true }, pot: { holes: 3 }, season: { year: 2025 } });
    expect(decode(Around, bytes({ pot: null }))).toEqual({ pot: null, season: { year: 2026 } });
    expect(problemsOf(() => decode(Around, bytes({})))).toEqual(['pot']);
  });

  test('picks from the object in a union and leaves its other variants alone', () => {
    const Choice = need(TreePlanted, { choice: { a: true } });
    expect(decode(Choice, bytes({ choice: { a: 1, b: 'new' } }))).toEqual({ choice: { a: 1 } });
    expect(decode(Choice, bytes({ choice: 'none' }))).toEqual({ choice: 'none' });
    expect(problemsOf(() => decode(Choice, bytes({ choice: 4 })))).toEqual(['choice']);
  });

  test('may be nothing at all', () => {
    expect(decode(need(TreePlanted, {}), bytes({ odd: true }))).toEqual({});
  });

  test('reads the same from a message with any unknown fields added', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (one, two) => {
          const newer = { ...one, ...oak, size: { ...two, ...oak.size } };
          expect(decode(Size, bytes(newer))).toEqual({ treeId: 't-1', size: { heightMm: 900 } });
          expect(decode(TreePlanted, bytes(newer))).toEqual(oak);
        },
      ),
    );
  });
});

describe('reading a union with a discriminator', () => {
  const TreeInspected = defineEvent({
    name: 'garden.tree-inspected',
    version: 1,
    subject: 'treeId',
    data: z.discriminatedUnion('result', [
      z.object({ result: z.literal('healthy'), treeId: z.string(), note: z.string().optional() }),
      z.object({ result: z.literal('ill'), treeId: z.string(), pest: z.object({ name: z.string(), legs: z.int() }) }),
    ]),
  });
  const ill = { result: 'ill', treeId: 't-1', pest: { name: 'mite', legs: 8 } };
  const Pests = need(TreeInspected, { treeId: true, pest: { name: true } });
  const PestsOfIll = need(TreeInspected, { result: true, pest: { name: true } });

  test('picks from the variant that it is', () => {
    expect(decode(PestsOfIll, bytes(ill))).toEqual({ result: 'ill', pest: { name: 'mite' } });
    expect(decode(PestsOfIll, bytes({ result: 'healthy', treeId: 't-1', pest: 4 }))).toEqual({ result: 'healthy' });
  });

  test('picks from the right variant also when the reader did not ask which', () => {
    expect(decode(Pests, bytes(ill))).toEqual({ treeId: 't-1', pest: { name: 'mite' } });
    expect(decode(Pests, bytes({ ...ill, pest: { name: 'mite', legs: 'many' } }))).toEqual({
      treeId: 't-1',
      pest: { name: 'mite' },
    });
    expect(problemsOf(() => decode(Pests, bytes({ ...ill, pest: {} })))).toEqual(['pest.name']);
    expect(problemsOf(() => decode(Pests, bytes(null)))).toEqual(['']);
  });

  test('survives a new variant if the reader did not ask which', () => {
    const newer = { result: 'dying', treeId: 't-1', pest: { name: 'rot' }, cure: 'none' };
    expect(decode(Pests, bytes(newer))).toEqual({ treeId: 't-1', pest: { name: 'rot' } });
    expect(decode(need(TreeInspected, { treeId: true }), bytes(newer))).toEqual({ treeId: 't-1' });
  });

  test('cannot read a new variant if the reader asked which', () => {
    expect(problemsOf(() => decode(PestsOfIll, bytes({ result: 'dying', treeId: 't-1' })))).toEqual(['result']);
    expect(problemsOf(() => decode(TreeInspected, bytes({ result: 'dying', treeId: 't-1' })))).toEqual(['result']);
  });
});

describe('bytes that are no message', () => {
  test.each([
    ['nothing', new Uint8Array()],
    ['no JSON', new TextEncoder().encode('{"treeId":')],
    ['no UTF-8', Uint8Array.from([0x22, 0xff, 0x22])],
  ])('cannot be read: %s', (_, noMessage) => {
    expect(() => decode(TreePlanted, noMessage)).toThrow(
      'garden.tree-planted.v1 cannot be read: (all of it): is not JSON',
    );
  });

  test('cannot be read if they are other JSON', () => {
    expect(problemsOf(() => decode(TreePlanted, bytes([1])))).toEqual(['']);
  });
});
