import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

/**
 * A variable that names a JSON file: its path becomes what the schema makes of the file, read once at the start. Every
 * problem of the file is an issue of its own, and names the file.
 *
 * ```ts
 * export const GardenConfig = ServiceConfig.extend({ SEEDS_FILE: jsonFile(Seeds).prefault('seeds.json') });
 * ```
 */
export function jsonFile<S extends z.ZodType>(schema: S): JsonFile<S> {
  const fileIn = z.string().transform(jsonIn).pipe(schema);
  return z.string().transform((file, context) => {
    const { data, error } = fileIn.safeParse(file);
    for (const { path, message } of error?.issues ?? []) {
      context.addIssue({ code: 'custom', path, message: `${resolve(file)}: ${message}` });
    }
    return data ?? z.NEVER;
  });
}

/** A path in, and what stands in the file out. */
export type JsonFile<S extends z.ZodType> = z.ZodPipe<z.ZodString, z.ZodTransform<z.output<S>, string>>;

function jsonIn(file: string, context: z.RefinementCtx<string>): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    context.addIssue(`cannot be read as JSON: ${String(error)}`);
    return z.NEVER;
  }
}
