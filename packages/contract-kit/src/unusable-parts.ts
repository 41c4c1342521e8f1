import type { z } from 'zod';
import { definitionOf } from './schema-definition.ts';

/**
 * What in a schema cannot be said over the wire, as sentences. What is left has one meaning on both sides: a writer's
 * value, turned into JSON and back, is the same value.
 */
export function unusableParts(schema: z.core.$ZodType, path = 'data', outside: readonly unknown[] = []): string[] {
  if (outside.includes(schema)) return [`${path} contains itself; name a depth, or carry a list of parts`];
  const inside = [...outside, schema];
  const inner = (part: z.core.$ZodType, step: string) => unusableParts(part, path + step, inside);
  const def = definitionOf(schema);
  switch (def.type) {
    case 'string':
    case 'number':
    case 'boolean':
      return 'coerce' in def && def.coerce ? [`${path} converts what it is given; say what is really sent`] : [];
    case 'null':
    case 'enum':
    case 'template_literal':
      return [];
    case 'literal':
      return def.values.every(isJsonScalar) ? [] : [`${path} is a literal that JSON cannot carry`];
    case 'object':
      return [
        ...(isOpen(def.catchall) ? [`${path} has fields without a name; use z.record for them`] : []),
        ...Object.entries(def.shape).flatMap(([field, part]) => inner(part, `.${field}`)),
      ];
    case 'array':
      return inner(def.element, '[]');
    case 'tuple':
      return [...def.items, ...(def.rest ? [def.rest] : [])].flatMap((part, index) => inner(part, `[${index}]`));
    case 'record':
      return inner(def.valueType, '.*');
    case 'union':
      return [
        ...(isAmbiguous(def) ? [`${path} is a union whose variants a reader cannot tell apart; ${remedy}`] : []),
        ...def.options.flatMap((part, index) => inner(part, `|${index + 1}`)),
      ];
    case 'optional':
    case 'nullable':
    case 'readonly':
    case 'default':
    case 'prefault':
    case 'nonoptional':
      return inner(def.innerType, '');
    default:
      return [`${path} is a z.${def.type}, which JSON cannot carry as it is; use text, numbers, objects and lists`];
  }
}

/** `never` and `unknown` are how strict and loose objects are written down; both are handled by writer and reader. */
function isOpen(catchall: z.core.$ZodType | undefined): boolean {
  return catchall !== undefined && !['never', 'unknown'].includes(definitionOf(catchall).type);
}

const remedy = 'use z.discriminatedUnion';

/**
 * Two objects, or two lists, without a discriminator: a reader that drops unknown fields may take the second for the
 * first and lose what only the second has.
 */
function isAmbiguous(union: z.core.$ZodUnionDef): boolean {
  if ('discriminator' in union) return false;
  const kinds = union.options.flatMap(containersIn);
  return new Set(kinds).size < kinds.length;
}

function containersIn(schema: z.core.$ZodType): ('object' | 'list')[] {
  const def = definitionOf(schema);
  if (def.type === 'object' || def.type === 'record') return ['object'];
  if (def.type === 'array' || def.type === 'tuple') return ['list'];
  if (def.type === 'union') return def.options.flatMap(containersIn);
  return 'innerType' in def ? containersIn(def.innerType) : [];
}

function isJsonScalar(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
