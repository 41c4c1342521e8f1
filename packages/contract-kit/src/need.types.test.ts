import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { defineCommand, defineEvent, type DataOf } from './message.ts';
import { messageOf, need, type Received } from './need.ts';

// Most of this file is for the compiler: a line below `@ts-expect-error` that compiles is an error.

const TreePlanted = defineEvent({
  name: 'garden.tree-planted',
  version: 1,
  subject: 'treeId',
  data: z.object({
    treeId: z.uuid(),
    size: z.object({ heightMm: z.int(), widthMm: z.int() }),
    soil: z.object({ acid: z.boolean(), depthMm: z.int() }).optional(),
    pot: z.object({ colour: z.enum(['red', 'blue']), holes: z.int() }).nullable(),
    leaves: z.array(z.object({ colour: z.string(), veins: z.int() })),
    notes: z.record(z.string(), z.object({ text: z.string() })),
  }),
});

const TreeInspected = defineEvent({
  name: 'garden.tree-inspected',
  version: 1,
  subject: 'treeId',
  data: z.discriminatedUnion('result', [
    z.object({ result: z.literal('healthy'), treeId: z.uuid(), heightMm: z.int() }),
    z.object({ result: z.literal('ill'), treeId: z.uuid(), pest: z.object({ name: z.string(), legs: z.int() }) }),
    z.object({ result: z.literal('gone'), treeId: z.uuid(), lastSeenBy: z.string() }),
  ]),
});

describe('a need', () => {
  test('hands over what it names and nothing else', () => {
    const SizeOnly = need(TreePlanted, { treeId: true, size: { heightMm: true } });
    expectTypeOf<Received<typeof SizeOnly>>().toEqualTypeOf<{ treeId: string; size: { heightMm: number } }>();
    const read = ({ treeId, size }: Received<typeof SizeOnly>) => {
      // @ts-expect-error the width was not asked for
      return `${treeId} ${size.heightMm} ${size.widthMm}`;
    };
    // @ts-expect-error the leaves were not asked for
    const readMore = ({ leaves }: Received<typeof SizeOnly>) => leaves;
    expect([read, readMore]).toHaveLength(2);
  });

  test('keeps what may be missing as something that may be missing', () => {
    const Outer = need(TreePlanted, { soil: { acid: true }, pot: { holes: true } });
    expectTypeOf<Received<typeof Outer>>().toEqualTypeOf<{
      soil?: { acid: boolean } | undefined;
      pot: { holes: number } | null;
    }>();
  });

  test('takes lists and records as a whole', () => {
    const Whole = need(TreePlanted, { leaves: true, notes: true });
    expectTypeOf<Received<typeof Whole>['leaves']>().toEqualTypeOf<{ colour: string; veins: number }[]>();
    // @ts-expect-error a list is needed as a whole
    need(TreePlanted, { leaves: { colour: true } });
    // @ts-expect-error a record is needed as a whole
    need(TreePlanted, { notes: { first: true } });
  });

  test('picks from each variant of a union', () => {
    const Pests = need(TreeInspected, { result: true, pest: { name: true } });
    expectTypeOf<Received<typeof Pests>>().toEqualTypeOf<
      { result: 'healthy' } | { result: 'ill'; pest: { name: string } } | { result: 'gone' }
    >();
  });

  test('may be for everything, and so may a message itself', () => {
    expectTypeOf<Received<typeof TreePlanted>>().toEqualTypeOf<DataOf<typeof TreePlanted>>();
    const All = need(TreePlanted, true);
    expectTypeOf<Received<typeof All>>().toEqualTypeOf<DataOf<typeof TreePlanted>>();
    expect([messageOf(TreePlanted), messageOf(All)]).toEqual([TreePlanted, TreePlanted]);
  });

  test('names only fields that there are', () => {
    // @ts-expect-error there is no such field
    need(TreePlanted, { colour: true });
    // @ts-expect-error there is no such field beside one that there is
    need(TreePlanted, { treeId: true, colour: true });
    // @ts-expect-error nor further down
    need(TreePlanted, { size: { heightMm: true, depthMm: true } });
    // @ts-expect-error nor behind what may be missing
    need(TreePlanted, { soil: { acid: true, lime: true } });
    // @ts-expect-error nor in any variant
    need(TreeInspected, { treeId: true, pests: true });
    // @ts-expect-error a field is needed or not named
    need(TreePlanted, { treeId: false });
    // @ts-expect-error a text has no fields
    expect(need(TreePlanted, { treeId: { length: true } })).toBeDefined();
  });
});

describe('the subject', () => {
  test('is a field of the data', () => {
    const data = z.object({ bedId: z.uuid(), size: z.int(), nick: z.string().optional() });
    defineEvent({ name: 'garden.bed-dug', version: 1, subject: 'bedId', data });
    // @ts-expect-error there is no such field
    defineEvent({ name: 'garden.bed-dug', version: 1, subject: 'bed', data });
    // @ts-expect-error a number is no key
    defineCommand({ name: 'garden.dig-bed', version: 1, subject: 'size', data });
    // @ts-expect-error what may be missing is no key
    defineCommand({ name: 'garden.dig-bed', version: 1, subject: 'nick', data });
    // @ts-expect-error only one of the variants has it
    defineEvent({ name: 'garden.tree-seen', version: 1, subject: 'lastSeenBy', data: TreeInspected.data });
    const define = (subject: string) => () =>
      // @ts-expect-error any text is not the name of a field
      defineEvent({ name: 'garden.bed-dug', version: 1, subject, data });
    expect(define).toBeTypeOf('function');
  });

  test('is in every variant', () => {
    expect(TreeInspected.subject).toBe('treeId');
  });
});
