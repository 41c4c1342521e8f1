import { z } from 'zod';
import { changed } from './rebuilt.ts';
import { definitionOf, valuesOf } from './schema-definition.ts';
import { tolerantSchema } from './strict-schema.ts';

/** A pick at run time: all of it, or some fields of an object or of the objects in a union. */
export type Pick = true | { readonly [field: string]: Pick };

/**
 * The schema of the picked part. What was not picked does not occur in it, so nothing about it can fail. Checks that
 * look at a whole object go with the rest of it, because they might look at what was not picked.
 */
export function pickedSchema(schema: z.core.$ZodType, pick: Pick): z.core.$ZodType {
  if (pick === true) return tolerantSchema(schema);
  const def = definitionOf(schema);
  switch (def.type) {
    case 'object':
      return pickedObject(def.shape, pick);
    case 'union':
      return pickedUnion(schema, pick);
    case 'default':
    case 'prefault':
      // What stands in for a missing value is a whole one, so it goes through the pick like one that arrived.
      return z.prefault(pickedSchema(def.innerType, pick), def.defaultValue);
    case 'optional':
    case 'nullable':
    case 'readonly':
    case 'nonoptional':
      return changed(schema, { innerType: pickedSchema(def.innerType, pick), checks: [] });
    default:
      return tolerantSchema(schema);
  }
}

function pickedObject(shape: z.core.$ZodShape, pick: { readonly [field: string]: Pick }): z.core.$ZodType {
  const fields = Object.entries(pick).filter(([field]) => Object.hasOwn(shape, field));
  return z.object(Object.fromEntries(fields.map(([field, part]) => [field, pickedSchema(shape[field]!, part)])));
}

type UnionDef = z.core.$ZodUnionDef & { readonly discriminator?: string };

function pickedUnion(union: z.core.$ZodType, pick: { readonly [field: string]: Pick }): z.core.$ZodType {
  const def = definitionOf(union) as UnionDef;
  const options = def.options.map((option) => pickedSchema(option, pick));
  const { discriminator } = def;
  if (discriminator === undefined || Object.hasOwn(pick, discriminator)) return changed(union, { options, checks: [] });
  return byDiscriminator(
    discriminator,
    options.map((picked, index) => ({ values: valuesOf(def.options[index]!, discriminator), picked })),
  );
}

interface Variant {
  readonly values: ReadonlySet<unknown> | undefined;
  readonly picked: z.core.$ZodType;
}

/**
 * The reader did not ask which variant it is, and still has to be given the fields of the right one. A variant that it
 * has never heard of is no failure either: it is read like the known one that it has most of the picked fields of.
 */
function byDiscriminator(discriminator: string, variants: readonly Variant[]): z.core.$ZodType {
  return z.transform((data: unknown, context: z.core.$RefinementCtx) => {
    const value = isRecord(data) ? data[discriminator] : undefined;
    const known = variants.filter(({ values }) => values?.has(value));
    return fullest(known.length > 0 ? known : variants, data, context);
  });
}

function fullest(variants: readonly Variant[], data: unknown, context: z.core.$RefinementCtx): unknown {
  const results = variants.map(({ picked }) => z.safeParse(picked, data));
  const read = results.flatMap((result) => (result.success ? [result.data] : []));
  if (read.length > 0) return read.reduce((best, other) => (fieldCount(other) > fieldCount(best) ? other : best));
  for (const { path, message } of results[0]!.error!.issues) {
    context.issues.push({ code: 'custom', path: [...path], message, input: data });
  }
  return z.NEVER;
}

function fieldCount(value: unknown): number {
  return isRecord(value) ? Object.keys(value).length : 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
