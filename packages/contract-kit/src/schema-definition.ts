import type { z } from 'zod';

type Internals = z.core.$ZodTypes['_zod'];

/** What a schema is made of; `type` tells which kind it is. Zod's documented way for libraries that walk schemas. */
export function definitionOf(schema: z.core.$ZodType): Internals['def'] {
  return internalsOf(schema).def;
}

/** The values of `field` that a variant of a union with a discriminator is known by. */
export function valuesOf(schema: z.core.$ZodType, field: string): ReadonlySet<unknown> | undefined {
  return internalsOf(schema).propValues?.[field];
}

function internalsOf(schema: z.core.$ZodType): Internals {
  // oxlint-disable-next-line no-underscore-dangle -- the name is zod's
  return schema._zod as Internals;
}
