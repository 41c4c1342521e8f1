import { parkedIn, type ForAPerson } from '@holdfast/effects';
import type { ServiceDatabases } from './service-databases.ts';

/** Something that only a person can decide, and how a person calls it: `<service>-<n>`. */
export interface Item extends ForAPerson {
  readonly name: string;
  readonly service: string;
}

/** What waits for a person, over all services. */
export interface Items {
  /** The folder of the data that were asked. */
  readonly state: string;
  readonly all: readonly Item[];
  /** Services that have no database here yet. */
  readonly missing: readonly string[];
}

/** Asks every service's database, the oldest item first. */
export async function itemsIn(databases: ServiceDatabases): Promise<Items> {
  const answers = await Promise.all(
    databases.services.map(async (service) => ({ service, found: await itemsOf(databases, service) })),
  );
  const all = answers.flatMap(({ found }) => (found === 'missing' ? [] : found));
  return {
    state: databases.state,
    all: all.toSorted((one, other) => one.since.getTime() - other.since.getTime()),
    missing: answers.filter(({ found }) => found === 'missing').map(({ service }) => service),
  };
}

/** The same of one service. */
export async function itemsOf(databases: ServiceDatabases, service: string): Promise<Item[] | 'missing'> {
  const found = await databases.ask(service, parkedIn);
  if (found === 'missing') return found;
  return found.map((item) => ({ ...item, service, name: `${service}-${item.position}` }));
}
