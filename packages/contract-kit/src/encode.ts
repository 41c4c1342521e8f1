import { z } from 'zod';
import { subjectOf, typeOf, type AnyMessage, type DataOf } from './message.ts';
import { listed, problemsOf, type Problem } from './problem.ts';
import { strictSchema } from './strict-schema.ts';
import { unkeepableText } from './unkeepable-text.ts';

/**
 * The bytes of a message: JSON in UTF-8, with its fields in the order of the schema. The writer is held to every letter
 * of the contract, so that a reader may trust what is there: a field that the contract does not know, at any depth, is
 * refused like a wrong one, and so is text that no reader could store. Throws {@link InvalidMessage} with every path.
 */
export function encode<M extends AnyMessage>(message: M, data: DataOf<M>): Uint8Array {
  const parsed = z.safeParse(writersSchema(message), data);
  if (!parsed.success) throw new InvalidMessage(typeOf(message), problemsOf(parsed.error.issues));
  const unkeepable = unkeepableText(parsed.data);
  if (unkeepable.length > 0) throw new InvalidMessage(typeOf(message), unkeepable);
  if (subjectOf(message, data) === '') throw new InvalidMessage(typeOf(message), [emptySubject(message)]);
  return new TextEncoder().encode(JSON.stringify(parsed.data));
}

/** What was about to be said does not fit its contract. Nothing has been said. */
export class InvalidMessage extends Error {
  readonly code = 'invalid-message';
  readonly type: string;
  readonly problems: readonly Problem[];

  constructor(type: string, problems: readonly Problem[]) {
    super(`${type} does not fit its contract: ${listed(problems)}`);
    this.type = type;
    this.problems = problems;
  }
}

/** Messages without a key would be spread over all partitions, and then nothing keeps their sequence. */
function emptySubject({ subject }: AnyMessage): Problem {
  return { path: subject, problem: 'is the key of this message and must not be empty' };
}

const writersSchemas = new WeakMap<AnyMessage, z.core.$ZodType>();

function writersSchema(message: AnyMessage): z.core.$ZodType {
  const known = writersSchemas.get(message) ?? strictSchema(message.data);
  writersSchemas.set(message, known);
  return known;
}
