import { z } from 'zod';
import { changed, rebuilt } from './rebuilt.ts';

/** The schema by which a writer is judged: as defined, and no object in it may have a field that is not named. */
export function strictSchema(schema: z.core.$ZodType): z.core.$ZodType {
  return rebuilt(schema, (object, shape) => changed(object, { shape, catchall: z.never() }));
}

/** The schema by which a reader takes all of a message: unknown fields are dropped, whatever the definition says of them. */
export function tolerantSchema(schema: z.core.$ZodType): z.core.$ZodType {
  return rebuilt(schema, (object, shape) => changed(object, { shape, catchall: undefined }));
}
