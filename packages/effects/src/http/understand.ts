import { z } from 'zod';

/**
 * What a body means, or why it means nothing. Of the body itself only a `code` is quoted: the rest may be about a person, and what
 * an error says is kept.
 */
export function understand(text: string, schema: z.ZodType | undefined): { value: unknown } | { misfit: string } {
  const json = jsonIn(text);
  if (json === undefined) return { misfit: 'what it says is no JSON' };
  if (schema === undefined) return { misfit: Coded.safeParse(json.value).data?.code ?? 'this status is not expected' };
  const { success, data, error } = schema.safeParse(json.value);
  return success ? { value: data } : { misfit: misfitOf(error) };
}

// Where nothing is said, that is `undefined`: the answer to a request that brings nothing back.
function jsonIn(text: string): { readonly value: unknown } | undefined {
  if (text === '') return { value: undefined };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

const Coded = z.object({ code: z.string().regex(/^[\w.-]{1,60}$/) });

function misfitOf({ issues }: z.ZodError): string {
  const sentences = issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`));
  return sentences.join('; ').slice(0, 200);
}
