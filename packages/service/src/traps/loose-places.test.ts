import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { loosePlaces } from './loose-places.ts';

const strict = z.strictObject({ name: z.string() });
const loose = z.object({ name: z.string() });

describe('a schema that refuses unknown fields everywhere', () => {
  test.each<[string, z.ZodType]>([
    ['an object', strict],
    ['with a list', z.strictObject({ beds: z.array(strict) })],
    ['with a choice', z.strictObject({ bed: z.union([strict, z.null()]) })],
    ['that keeps and checks the rest', z.object({ name: z.string() }).catchall(z.number())],
    ['that passes the rest on', z.looseObject({ name: z.string() })],
    ['without an object', z.array(z.string())],
  ])('is fine: %s', (_name, schema) => {
    expect(loosePlaces(schema)).toEqual([]);
  });
});

describe('a schema that would drop unknown fields', () => {
  test.each<[string, z.ZodType, string[]]>([
    ['itself', loose, ['']],
    ['in a field', z.strictObject({ bed: loose }), ['bed']],
    ['in a list', z.strictObject({ beds: z.array(loose) }), ['beds[]']],
    ['in a list of lists', z.strictObject({ beds: z.array(z.array(loose)) }), ['beds[][]']],
    ['in one of several', z.strictObject({ bed: z.union([strict, loose]) }), ['bed']],
    [
      'by kind',
      z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), z.strictObject({ kind: z.literal('b') })]),
      [''],
    ],
    ['where it may be missing', z.strictObject({ bed: loose.optional().nullable().default(null) }), ['bed']],
    ['read only', z.strictObject({ bed: loose.readonly() }), ['bed']],
    ['with a fallback', z.strictObject({ bed: loose.catch({ name: '' }) }), ['bed']],
    ['before it is transformed', z.strictObject({ bed: loose.transform(({ name }) => name) }), ['bed']],
    ['after it was prepared', z.preprocess((value) => value, loose), ['']],
    ['with a further check', loose.refine(() => true), ['']],
    ['in a tuple', z.strictObject({ beds: z.tuple([z.string(), loose]) }), ['beds[1]']],
    ['in a table', z.strictObject({ beds: z.record(z.string(), loose) }), ['beds.*']],
    ['in both halves', z.intersection(loose, z.object({ size: z.number() })), ['', '']],
    ['found late', z.lazy(() => loose), ['']],
    ['in several places', z.object({ bed: loose, soil: z.strictObject({ mix: loose }) }), ['', 'bed', 'soil.mix']],
  ])('is found: %s', (_name, schema, places) => {
    expect(loosePlaces(schema)).toEqual(places);
  });

  test('may contain itself', () => {
    interface Bed {
      beds: Bed[];
    }
    const Bed: z.ZodType<Bed> = z.object({ beds: z.lazy(() => z.array(Bed)) });
    expect(loosePlaces(Bed)).toEqual(['']);
  });
});
