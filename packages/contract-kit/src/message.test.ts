import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { contextOf, defineCommand, defineEvent, MisdefinedMessage, subjectOf, topicOf, typeOf } from './message.ts';

const id = z.string();
const TreePlanted = defineEvent({
  name: 'garden.tree-planted',
  version: 2,
  subject: 'treeId',
  data: z.object({ treeId: z.string() }),
});
const PlantTree = defineCommand({
  name: 'garden.plant-tree',
  version: 1,
  subject: 'treeId',
  data: z.object({ treeId: z.string() }),
});

describe('a message', () => {
  test('has a type, a context, a topic and a subject', () => {
    expect(typeOf(TreePlanted)).toBe('garden.tree-planted.v2');
    expect(contextOf(TreePlanted)).toBe('garden');
    expect(topicOf(TreePlanted)).toBe('garden.events');
    expect(topicOf(PlantTree)).toBe('garden.commands');
    expect(subjectOf(TreePlanted, { treeId: 't-1' })).toBe('t-1');
  });
});

const refusal = (data: z.ZodType, name = 'garden.tree-planted', version = 1) => {
  try {
    defineEvent({ name: name as 'garden.x', version, subject: 'id' as never, data });
    return 'not refused';
  } catch (error) {
    return error instanceof MisdefinedMessage ? error.problems.join('\n') : String(error);
  }
};

describe('a message that cannot be said is refused where it is defined', () => {
  test.each(['Garden.planted', 'garden.', '.planted', 'garden', 'garden.tree.planted', 'garden.tree planted'])(
    'because of its name: %s',
    (name) => expect(refusal(z.object({ id }), name)).toContain('kebab-case'),
  );

  test.each([0, -1, 1.5, Number.NaN])('because of its version: %d', (version) => {
    expect(refusal(z.object({ id }), 'garden.tree-planted', version)).toContain('1 or more');
  });

  test.each([
    ['a date', z.object({ id, at: z.date() }), 'data.at is a z.date'],
    ['a big number', z.object({ id, list: z.array(z.bigint()) }), 'data.list[] is a z.bigint'],
    ['anything', z.object({ id, extra: z.unknown().optional() }), 'data.extra is a z.unknown'],
    ['a conversion', z.object({ id: z.string().transform(Number) }), 'data.id is a z.pipe'],
    ['a coercion', z.object({ id, size: z.record(z.string(), z.coerce.number()) }), 'data.size.* converts'],
    ['a literal without JSON', z.object({ id, none: z.literal([undefined, 'a']) }), 'data.none is a literal'],
    ['nameless fields', z.object({ id }).catchall(z.string()), 'data has fields without a name'],
    ['two objects', z.union([z.object({ id }), z.object({ id, b: z.int() })]), 'data is a union'],
    ['two lists', z.object({ id, l: z.union([z.array(z.int()), z.tuple([id]).nullable()]) }), 'data.l is a union'],
  ])('because of %s in its data', (_, data, sentence) => expect(refusal(data)).toContain(sentence));

  test('because its data contains itself', () => {
    const Branch = z.object({
      id,
      get branches() {
        return z.array(Branch);
      },
    });
    expect(refusal(Branch)).toContain('data.branches[] contains itself');
  });

  test('with every problem at once', () => {
    expect(refusal(z.object({ at: z.date(), size: z.bigint() }), 'Garden', 0).split('\n')).toHaveLength(4);
  });

  test('and not without a reason', () => {
    const data = z.object({
      id,
      choice: z.union([z.string(), z.int(), z.null(), z.object({ a: z.int().optional() })]),
      variants: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('a'), size: z.int() }),
        z.looseObject({ kind: z.literal('b') }),
      ]),
      deep: z
        .record(z.string(), z.tuple([z.enum(['x']), z.boolean()], z.int()))
        .readonly()
        .nullable()
        .default(null),
    });
    expect(refusal(data)).toBe('not refused');
  });
});
