import type { Arrival, Message, TooNewMessage, UndecodableRecord } from './arrival.ts';
import type { Fate } from './fate-of.ts';

/** What becomes of the new messages of one transaction. */
export interface Plan {
  /** In the sequence in which their handlers run: by key, and within a key by offset. */
  readonly handled: readonly Message[];
  /** In the sequence of their offsets. */
  readonly parked: readonly ToPark[];
  readonly undecodable: readonly UndecodableRecord[];
}

/** A message to be parked; without a fate it waits behind another. */
export interface ToPark {
  readonly arrival: Message | TooNewMessage;
  readonly fate?: Stopped;
}

/** A fate that stops a message, and the later ones of its key. */
export type Stopped = Extract<Fate, { is: 'parked' | 'dead' }>;

/**
 * Decides what becomes of messages that the inbox did not know, given in the sequence of their offsets. A message stops
 * when its fate says so; everything of a key that is held, or that has stopped before it in here, queues behind.
 */
export function planOf(
  fresh: readonly Arrival[],
  heldKeys: { keys(): Iterable<string> },
  fates: ReadonlyMap<bigint, Stopped>,
): Plan {
  const held = new Set(heldKeys.keys());
  const [handled, parked, undecodable]: [Message[], ToPark[], UndecodableRecord[]] = [[], [], []];
  for (const arrival of fresh) {
    if (arrival.kind === 'void') continue;
    if (arrival.kind === 'undecodable') {
      undecodable.push(arrival);
      continue;
    }
    const { key, offset } = arrival.record;
    const fate = fates.get(offset);
    if (held.has(key)) parked.push({ arrival });
    else if (fate) parked.push({ arrival, fate });
    else if (arrival.kind === 'message') handled.push(arrival);
    else throw new Error(`${arrival.event.type} is too new and was given no fate.`);
    if (fate) held.add(key);
  }
  return { handled: inSequence(handled), parked, undecodable };
}

/** The keys that a plan has to know about. */
export function keysIn(fresh: readonly Arrival[]): string[] {
  return [...new Set(fresh.filter(isOfKey).map(({ record }) => record.key))];
}

/** Whether it is one of the sequence of its key, and waits when that waits. */
export function isOfKey({ kind }: Arrival): boolean {
  return kind === 'message' || kind === 'too-new';
}

/** By key, so that two transactions that touch the same rows take their locks in the same sequence. */
function inSequence(messages: readonly Message[]): Message[] {
  return messages.toSorted(({ record: a }, { record: b }) => compare(a.key, b.key) || compare(a.offset, b.offset));
}

function compare<T>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
