import type { z } from 'zod';
import { unusableParts } from './unusable-parts.ts';

/** What services may say to each other: a fact or a wish, with the schema of its data. */
export interface Message<N extends string, S extends z.ZodType> {
  readonly kind: 'event' | 'command';
  /** `<context>.<what-happened>`; the context owns the message and is the first part of its topic. */
  readonly name: N;
  /** The major version. A new one is another message, on the wire `<name>.v<version>`. */
  readonly version: number;
  /** The field of the data that is the message's key and its CloudEvents subject. */
  readonly subject: string;
  readonly data: S;
}

/** A fact, in the past tense. Its context publishes it, anybody may read it. */
export interface Event<N extends string = string, S extends z.ZodType = z.ZodType> extends Message<N, S> {
  readonly kind: 'event';
}

/** A wish, in the imperative. Its context takes it, and alone. */
export interface Command<N extends string = string, S extends z.ZodType = z.ZodType> extends Message<N, S> {
  readonly kind: 'command';
}

/** A wish that is of no use after a time which whoever says it has to name. Its receiver answers a late one as late. */
export interface ExpiringCommand<N extends string = string, S extends z.ZodType = z.ZodType> extends Command<N, S> {
  readonly expires: true;
}

export type AnyMessage = Message<string, z.ZodType>;

/** What a message carries. */
export type DataOf<M> = M extends Message<string, infer S> ? z.infer<S> : never;

/**
 * Defines an event. The data may hold only what JSON can carry: objects, arrays, tuples, records, unions, text, numbers,
 * truth values and null. Anything else, a badly formed name or a version below 1 throws {@link MisdefinedMessage}.
 */
export function defineEvent<const N extends `${string}.${string}`, S extends z.ZodType>(
  event: Definition<N, S>,
): Event<N, S> {
  return defined({ kind: 'event', ...event });
}

/**
 * Defines a command. What holds for {@link defineEvent} holds here. With `expires: true` nobody can say it without a
 * deadline; a fact never expires, so events have no such thing.
 */
export function defineCommand<const N extends `${string}.${string}`, S extends z.ZodType>(
  command: Definition<N, S> & { readonly expires: true },
): ExpiringCommand<N, S>;
export function defineCommand<const N extends `${string}.${string}`, S extends z.ZodType>(
  command: Definition<N, S>,
): Command<N, S>;
export function defineCommand<const N extends `${string}.${string}`, S extends z.ZodType>(
  command: Definition<N, S>,
): Command<N, S> {
  return defined({ kind: 'command', ...command });
}

/** The name on the wire: `garden.tree-planted.v1`. */
export function typeOf(message: AnyMessage): string {
  return `${message.name}.v${message.version}`;
}

/** The context that owns a message: `garden`. */
export function contextOf(message: AnyMessage): string {
  return message.name.slice(0, message.name.indexOf('.'));
}

/** The topic that carries a message, without a namespace: `garden.events` or `garden.commands`. */
export function topicOf(message: AnyMessage): string {
  return `${contextOf(message)}.${message.kind}s`;
}

/** Whose message this is about: the value of its subject field, and thereby its key. */
export function subjectOf<M extends AnyMessage>(message: M, data: DataOf<M>): string {
  return (data as Record<string, string>)[message.subject]!;
}

/** A message that cannot be said over the wire as it is defined; thrown where it is defined. */
export class MisdefinedMessage extends Error {
  readonly code = 'misdefined-message';
  readonly messageName: string;
  readonly problems: readonly string[];

  constructor(messageName: string, problems: readonly string[]) {
    super(`The message ${messageName} cannot be used: ${problems.join('; ')}.`);
    this.messageName = messageName;
    this.problems = problems;
  }
}

type Definition<N, S extends z.ZodType> = {
  name: N;
  version: number;
  /** A field of the data that is always there and a text: the message's key and its CloudEvents subject. */
  subject: SubjectField<z.infer<S>>;
  data: S;
};

/** The fields that are text in every variant. `keyof` a union is what its variants share. */
type SubjectField<D> = keyof D extends infer K ? (K extends keyof D & string ? TextField<D, K> : never) : never;
type TextField<D, K extends keyof D> = D[K] extends string ? K : never;

const nameShape = /^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/;

function defined<M extends AnyMessage>(message: M): M {
  const problems = unusableParts(message.data);
  if (!nameShape.test(message.name)) problems.push('its name must be <context>.<what-happened> in kebab-case');
  if (!Number.isSafeInteger(message.version) || message.version < 1) problems.push('its version must be 1 or more');
  if (problems.length > 0) throw new MisdefinedMessage(message.name, problems);
  return Object.freeze(message);
}
