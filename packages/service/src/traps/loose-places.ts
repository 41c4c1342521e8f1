import type { z } from 'zod';

/**
 * The places of a schema at which a field that it does not know would be dropped without a word: `z.object` there,
 * where `z.strictObject` would refuse the field. The root is the empty text.
 */
export function loosePlaces(schema: z.core.$ZodType): string[] {
  return [...walk(schema, '', new Set())];
}

function* walk(schema: z.core.$ZodType, path: string, above: ReadonlySet<z.core.$ZodType>): Generator<string> {
  if (above.has(schema)) return; // A schema that contains itself: what is inside was looked at further up.
  const def = (schema as z.ZodType).def as Def;
  if (def.type === 'object' && def.catchall === undefined) yield path;
  for (const [step, inner] of partsOf(def)) yield* walk(inner, join(path, step), new Set([...above, schema]));
}

type Def = z.core.$ZodTypes['_zod']['def'];
type Parts = [step: string, schema: z.core.$ZodType][];

function partsOf(def: Def): Parts {
  switch (def.type) {
    case 'object':
      return Object.entries(def.shape);
    case 'array':
      return [['[]', def.element]];
    case 'tuple':
      return [...def.items, ...(def.rest ? [def.rest] : [])].map((item, index) => [`[${index}]`, item]);
    case 'record':
      return [['*', def.valueType]];
    case 'union':
      return def.options.map((option) => ['', option]);
    case 'intersection':
      return [
        ['', def.left],
        ['', def.right],
      ];
    case 'pipe':
      return [
        ['', def.in],
        ['', def.out],
      ];
    case 'lazy':
      return [['', def.getter()]];
    default:
      return 'innerType' in def ? [['', def.innerType]] : [];
  }
}

function join(path: string, step: string): string {
  return path === '' || step === '' || step.startsWith('[') ? path + step : `${path}.${step}`;
}
