import type { Command, Event } from '@holdfast/contract-kit';

/**
 * Declares a service; the default export of its `service.ts`. What the service could not keep does not compile: publishing
 * an event or taking a command of another context, a consumer named after another service, a foreign command in a consumer.
 */
export function defineService<const N extends string, const T extends string, const D extends ServiceDeclaration<N, T>>(
  service: D & ServiceDeclaration<N, T> & NothingElse<N, D>,
): D {
  return service;
}

/** What a service says about itself. `N` is its name, `T` the team that owns it. */
export interface ServiceDeclaration<N extends string = string, T extends string = string> {
  /** The name of its folder in `apps/`, and the context of its messages. */
  readonly name: N;
  /** Who is asked and paged; a key of `teams` in `system.ts`. */
  readonly team: T;
  /** Where it listens unless the port is taken. */
  readonly port: number;
  /** The name of its database, without the namespace; the service's own name when left out. */
  readonly database?: string;
  /** The events it says. Nobody else may say them. */
  readonly publishes?: readonly Event<`${NoInfer<N>}.${string}`>[];
  /** The commands it answers. Each of them also stands in one of its consumers. */
  readonly takes?: readonly Command<`${NoInfer<N>}.${string}`>[];
  /** The commands of other services that it gives. */
  readonly sends?: readonly Command[];
  /** Consumers by name (`<service>.<what for>`), each with what it receives. A name is a consumer group: renaming one starts it anew. */
  readonly consumers?: Record<`${NoInfer<N>}.${string}`, readonly (Event | Command<`${NoInfer<N>}.${string}`>)[]>;
  /** Systems outside that it calls; keys of `outside` in `system.ts`. */
  readonly outside?: readonly string[];
  /** How long it waits for a step of others, by step. */
  readonly deadlinesMs?: Record<string, number>;
}

/** What a service may say: `Scope<Parts, SaysOf<typeof garden>>`. Its own events and the commands it declares to send. */
export type SaysOf<D> =
  | (D extends { publishes: readonly (infer E)[] } ? E : never)
  | (D extends { sends: readonly (infer C)[] } ? C : never);

/**
 * A declaration is inferred as it stands, so the compiler would let unknown fields pass: a misspelt `publishs` would
 * publish nothing, and a consumer of another service's name would join that service's group.
 */
type NothingElse<N extends string, D> = {
  readonly [K in Exclude<keyof D, keyof ServiceDeclaration>]: never;
} & (D extends { consumers: infer C }
  ? { readonly consumers: { readonly [K in keyof C]: K extends `${N}.${string}` ? C[K] : never } }
  : unknown);
