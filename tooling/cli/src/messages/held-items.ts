import { listHeldKeys, listUnsentKeys, type HeldKeyFacts, type UnsentKey } from '@holdfast/messaging';
import type { ServiceDatabases } from '../effects/service-databases.ts';
import { nameOfHeld, nameOfUnsent } from './held-name.ts';

/** A key that is held back, in words for both sides. */
export interface HeldItem {
  /** Of its first message; absent where it has none left. */
  readonly name: string | undefined;
  readonly service: string;
  readonly by: 'consumer' | 'outbox';
  readonly where: string;
  readonly key: string;
  readonly type: string;
  readonly messages: number;
  readonly since: Date;
  readonly attempts: number;
  readonly why: string;
  /** When it is tried again by itself, if it is. */
  readonly nextAt: Date | undefined;
  /** What its owner has still to do with it, if an operator has decided. */
  readonly decided: 'dropped' | 'release' | undefined;
  readonly consumer: string | undefined;
}

/** Those of all services, or of one, and the services that could not be asked. */
export interface HeldItems {
  readonly all: readonly HeldItem[];
  readonly missing: readonly string[];
}

/** Keys that wait, of consumers and of relays; or the dead ones, which only consumers have. */
export async function heldItems(
  databases: ServiceDatabases,
  which: 'parked' | 'dead',
  services: readonly string[],
): Promise<HeldItems> {
  const found = await Promise.all(
    services.map(async (service) => ({ service, items: await itemsOf(databases, which, service) })),
  );
  return {
    all: found.flatMap(({ items }) => (items === 'missing' ? [] : items)),
    missing: found.flatMap(({ service, items }) => (items === 'missing' ? [service] : [])),
  };
}

// Of each service and side. Whoever has more keys parked at once has another problem than a list that ends.
const most = 100_000;

/** Of one key, all that a person can have a use for. */
export const wholeKey = 10_000;

async function itemsOf(databases: ServiceDatabases, which: 'parked' | 'dead', service: string) {
  const held = await databases.ask(service, (database) => listHeldKeys(database, which, { limit: most }));
  if (held === 'missing') return held;
  const unsent =
    which === 'dead' ? [] : await databases.askAsOwner(service, (database) => listUnsentKeys(database, most));
  return [
    ...held.map((facts) => ofConsumer(service, facts)),
    ...(unsent === 'missing' ? [] : unsent.map((facts) => ofOutbox(service, facts))),
  ];
}

function ofConsumer(service: string, facts: HeldKeyFacts): HeldItem {
  const { consumer, topic, partition, key, type, messages, parkedAt, attempts, errorName, error, nextAt, state } =
    facts;
  return {
    name: nameOfHeld(facts),
    service,
    by: 'consumer',
    where: `${topic}/${partition}`,
    key,
    type,
    messages,
    since: facts.firstFailedAt ?? parkedAt,
    attempts,
    why: [errorName, error].filter((part) => part !== null).join(': '),
    nextAt: nextAt ?? undefined,
    decided: state === 'dropped' ? 'dropped' : undefined,
    consumer,
  };
}

function ofOutbox(service: string, { topic, key, messages, since, reason, state, firstId }: UnsentKey): HeldItem {
  return {
    name: firstId === null ? undefined : nameOfUnsent(service, firstId),
    service,
    by: 'outbox',
    where: topic,
    key,
    type: '',
    messages,
    since,
    attempts: 1,
    why: reason,
    nextAt: undefined,
    decided: state === 'release' ? 'release' : undefined,
    consumer: undefined,
  };
}
