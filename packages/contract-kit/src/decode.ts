import { z } from 'zod';
import { typeOf, type AnyMessage } from './message.ts';
import { messageOf, type Need, type Received } from './need.ts';
import { pickedSchema, type Pick } from './picked-schema.ts';
import { listed, problemsOf, type Problem } from './problem.ts';

/**
 * Reads what is needed of a message and drops the rest unseen: fields that are not needed are neither validated nor
 * handed over, so their owner may change them. Throws {@link Undecodable} when the bytes are no JSON or the needed part
 * does not fit.
 */
export function decode<N extends Need<AnyMessage, unknown> | AnyMessage>(
  needOrMessage: N,
  bytes: Uint8Array,
): Received<N> {
  const type = typeOf(messageOf(needOrMessage));
  const parsed = z.safeParse(readersSchema(needOrMessage), jsonOf(type, bytes));
  if (!parsed.success) throw new Undecodable(type, problemsOf(parsed.error.issues));
  return parsed.data as Received<N>;
}

/** What arrived cannot be read by this reader, and a second try would not change that. */
export class Undecodable extends Error {
  readonly code = 'undecodable';
  readonly type: string;
  readonly problems: readonly Problem[];

  constructor(type: string, problems: readonly Problem[], options?: ErrorOptions) {
    super(`${type} cannot be read: ${listed(problems)}`, options);
    this.type = type;
    this.problems = problems;
  }
}

function jsonOf(type: string, bytes: Uint8Array): unknown {
  try {
    // Fatal, because a replacement character in the middle of an id would be read as an id.
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new Undecodable(type, [{ path: '', problem: 'is not JSON in UTF-8' }], { cause });
  }
}

const readersSchemas = new WeakMap<object, z.core.$ZodType>();

function readersSchema(needOrMessage: Need<AnyMessage, unknown> | AnyMessage): z.core.$ZodType {
  const pick = 'pick' in needOrMessage ? (needOrMessage.pick as Pick) : true;
  const known = readersSchemas.get(needOrMessage) ?? pickedSchema(messageOf(needOrMessage).data, pick);
  readersSchemas.set(needOrMessage, known);
  return known;
}
