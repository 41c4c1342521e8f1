import { z } from 'zod';

/** One variable that a configuration reads from the environment. */
export interface Variable {
  readonly name: string;
  /** What it means; undefined where the schema does not say. */
  readonly description: string | undefined;
  readonly isSecret: boolean;
  readonly isRequired: boolean;
  /** What it is when it is left out, as one would write it. */
  readonly default: string | undefined;
}

/** What a configuration's schema reads, in its order. Nothing is read here. */
export function variablesOf(schema: z.ZodType): Variable[] {
  return Object.entries(fieldsOf(schema)).map(([name, field]) => ({ name, ...factsOf(field) }));
}

function fieldsOf(schema: z.ZodType): Record<string, z.ZodType> {
  if (schema instanceof z.ZodObject) return schema.shape;
  return schema instanceof z.ZodPipe ? fieldsOf(schema.in as z.ZodType) : {};
}

/** What is said of a field may stand at any of its layers: inside of `.optional()` as well as around it. */
function factsOf(field: z.ZodType): Omit<Variable, 'name'> {
  const layers = layersOf(field);
  const meta = layers.map((layer) => layer.meta() ?? {});
  return {
    description: meta.find(({ description }) => description !== undefined)?.description,
    isSecret: meta.some((said) => said['secret'] === true),
    isRequired: !layers.some(mayBeLeftOut),
    default: layers.map(defaultOf).find((value) => value !== undefined),
  };
}

function layersOf(field: z.ZodType): z.ZodType[] {
  const inner = innerOf(field);
  return inner === undefined ? [field] : [field, ...layersOf(inner)];
}

function innerOf(field: z.ZodType): z.ZodType | undefined {
  if (mayBeLeftOut(field)) return field.unwrap() as z.ZodType;
  return field instanceof z.ZodPipe ? (field.in as z.ZodType) : undefined;
}

// Nothing is parsed to find out: the default of a variable may be the name of a file, which would be read.
function mayBeLeftOut(layer: z.ZodType): layer is z.ZodOptional | z.ZodDefault | z.ZodPrefault {
  return layer instanceof z.ZodOptional || layer instanceof z.ZodDefault || layer instanceof z.ZodPrefault;
}

function defaultOf(layer: z.ZodType): string | undefined {
  const isFilled = layer instanceof z.ZodDefault || layer instanceof z.ZodPrefault;
  return isFilled ? String(layer.def.defaultValue) : undefined;
}
