import { z } from 'zod';
import { definitionOf } from './schema-definition.ts';

/** What becomes of each object in a schema that is built anew. */
export type ObjectRule = (object: z.core.$ZodType, shape: Record<string, z.core.$ZodType>) => z.core.$ZodType;

/** The same schema with each of its objects, at any depth, replaced by what `rule` makes of it. Checks are kept. */
export function rebuilt(schema: z.core.$ZodType, rule: ObjectRule): z.core.$ZodType {
  const inner = (part: z.core.$ZodType) => rebuilt(part, rule);
  const def = definitionOf(schema);
  switch (def.type) {
    case 'object':
      return rule(schema, mapped(def.shape, inner));
    case 'array':
      return changed(schema, { element: inner(def.element) });
    case 'tuple':
      return changed(schema, {
        items: def.items.map(inner),
        rest: def.rest && inner(def.rest),
      });
    case 'record':
      return changed(schema, { valueType: inner(def.valueType) });
    case 'union':
      return changed(schema, { options: def.options.map(inner) });
    case 'optional':
    case 'nullable':
    case 'readonly':
    case 'default':
    case 'prefault':
    case 'nonoptional':
      return changed(schema, { innerType: inner(def.innerType) });
    default:
      return schema;
  }
}

/** The same schema with some of its definition replaced. */
export function changed(schema: z.core.$ZodType, by: object): z.core.$ZodType {
  return z.core.clone(schema, { ...definitionOf(schema), ...by });
}

function mapped(shape: z.core.$ZodShape, inner: (part: z.core.$ZodType) => z.core.$ZodType) {
  return Object.fromEntries(Object.entries(shape).map(([field, part]) => [field, inner(part)]));
}
