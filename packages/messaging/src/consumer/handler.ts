import { messageOf, topicOf, typeOf, type AnyMessage, type Need } from '@holdfast/contract-kit';

/** What one consumer does with one message. */
export interface Handler {
  /** Topic-safe and for ever: `garden.watering`. A renamed consumer begins anew. */
  readonly consumer: string;
  readonly need: Need<AnyMessage, unknown> | AnyMessage;
  /**
   * Is called in an open transaction with what it needs of the message. A rejection rolls everything back, and the
   * message comes again. It may also come again after it was handled, if the transaction could not be committed.
   */
  // oxlint-disable-next-line typescript/no-explicit-any -- the types of data and scope are known where the handler is written
  run(data: any, scope: any): unknown;
  /** It is given all messages that stand side by side, as an array, and its scope has nothing to say with. */
  readonly isForBatches?: boolean;
  /** Is called instead of `run` when the deadline of the message has passed, by the database's clock. */
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  tooLate?(data: any, scope: any): unknown;
}

/** What a consumer has to do with a type that it meets. */
export type Verdict = Handler | 'undeclared' | 'too-new';

/** The handlers of one consumer, by type. */
export class Handlers {
  readonly topics: readonly string[];
  readonly #byType: ReadonlyMap<string, Handler>;
  readonly #newest = new Map<string, number>();

  /** Throws if two handlers want the same type, or one would do what its sender has given up. */
  constructor(handlers: readonly Handler[]) {
    const [unfit] = handlers.flatMap(unfitness);
    if (unfit) throw new Error(unfit);
    this.#byType = byType(handlers);
    this.topics = [...new Set(handlers.map(({ need }) => topicOf(messageOf(need))))].toSorted();
    for (const { name, version } of handlers.map(({ need }) => messageOf(need))) {
      this.#newest.set(name, Math.max(version, this.#newest.get(name) ?? 0));
    }
  }

  /**
   * A topic carries more than one consumer wants, so a type that is not declared is nothing to stop for. A later major of
   * a declared type is: its readers come first, and this one was forgotten.
   */
  verdictOn(type: string): Verdict {
    const handler = this.#byType.get(type);
    if (handler) return handler;
    const [, name = type, version = '0'] = /^(.*)\.v(\d+)$/.exec(type) ?? [];
    return Number(version) > (this.#newest.get(name) ?? Infinity) ? 'too-new' : 'undeclared';
  }
}

/** Why a handler cannot be trusted with a message that expires; a sentence each. */
export function unfitness({ consumer, need, isForBatches = false, tooLate }: Handler): string[] {
  const message = messageOf(need);
  if (!expires(message)) return [];
  const what = `${typeOf(message)} expires, and its handler in ${consumer}`;
  if (isForBatches) return [`${what} takes many at once. Handle it one by one with @On and tooLate.`];
  return tooLate ? [] : [`${what} says nothing about being too late. Name a method as tooLate in its @On.`];
}

/** Whether a message is of no use after a time that its sender names. */
export function expires(message: AnyMessage): boolean {
  return 'expires' in message && message.expires === true;
}

function byType(handlers: readonly Handler[]): Map<string, Handler> {
  const found = new Map<string, Handler>();
  for (const handler of handlers) {
    const type = typeOf(messageOf(handler.need));
    if (found.has(type))
      throw new Error(`The consumer ${handler.consumer} has two handlers for ${type}. Make them one.`);
    found.set(type, handler);
  }
  return found;
}
