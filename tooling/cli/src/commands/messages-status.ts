import {
  consumerStatus,
  listReplays,
  outboxStatus,
  type OutboxStatus,
  type PlaceStatus,
  type ReplayFacts,
} from '@holdfast/messaging';
import type { ServiceDatabases } from '../effects/service-databases.ts';
import { withServices } from '../messages/with-services.ts';
import type { Terminal } from '../terminal.ts';

export interface MessagesStatus {
  readonly root: string;
  readonly terminal: Terminal;
  readonly service?: string;
  readonly json?: boolean;
}

interface ServiceStatus {
  readonly service: string;
  readonly outbox: OutboxStatus;
  readonly places: readonly PlaceStatus[];
  readonly replays: readonly ReplayFacts[];
}

/** Says what waits to be sent and to be handled, in each service. Resolves to 0. */
export async function messagesStatusCommand({ root, terminal, service, json }: MessagesStatus): Promise<number> {
  const found = await withServices({ root, say: terminal.say, service }, (databases, services) =>
    Promise.all(services.map((one) => statusOf(databases, one))),
  );
  const all = found.flatMap((one) => (typeof one === 'string' ? [] : [one]));
  const missing = found.filter((one) => typeof one === 'string');
  if (json) terminal.out(JSON.stringify({ services: all, missing }, withText));
  else
    for (const line of [...all.flatMap(linesOf), ...missing.map((one) => `${one}: never started on these data`)])
      terminal.out(line);
  return 0;
}

/** The name of the service where it has no such tables here. */
async function statusOf(databases: ServiceDatabases, service: string): Promise<ServiceStatus | string> {
  const asked = await databases.askAsOwner(service, async (database) => ({
    service,
    outbox: await outboxStatus(database),
    places: await consumerStatus(database),
    replays: (await listReplays(database)).filter(({ state }) => state === 'asked'),
  }));
  return asked === 'missing' ? service : asked;
}

function linesOf({ service, outbox, places, replays }: ServiceStatus): string[] {
  const consumers = Map.groupBy(places, ({ consumer }) => consumer);
  return [
    `${service}: ${outbox.waiting} to be sent${outbox.oldestAt ? `, the oldest since ${timeOf(outbox.oldestAt)}` : ''}${held(outbox.parkedKeys, outbox.parkedMessages)}${outbox.isLeased ? '' : '; nobody holds the relay’s lease'}`,
    ...[...consumers].map(([consumer, those]) => consumerLine(consumer, those)),
    ...replays.map(
      ({ id, consumer, topic, partition, next, to, held: left }) =>
        `  replay ${id} of ${topic}/${partition} for ${consumer}: at ${next} of ${to}${left > 0 ? `, ${left} left out because their keys are parked` : ''}`,
    ),
  ];
}

function consumerLine(consumer: string, places: readonly PlaceStatus[]): string {
  const sum = (of: (place: PlaceStatus) => number) => places.reduce((total, place) => total + of(place), 0);
  const at = places.map(({ topic, partition, nextOffset }) => `${topic}/${partition}@${nextOffset}`).join(' ');
  const dead = sum(({ deadKeys }) => deadKeys);
  const keys = sum(({ parkedKeys }) => parkedKeys) + dead;
  return `  ${consumer}: at ${at}${held(
    keys,
    sum(({ messages }) => messages),
  )}${dead > 0 ? `, ${dead} of them dead` : ''}`;
}

function held(keys: number, messages: number): string {
  return keys === 0
    ? ''
    : `; ${keys} ${keys === 1 ? 'key' : 'keys'} parked with ${messages} ${messages === 1 ? 'message' : 'messages'}`;
}

function timeOf(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}

function withText(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
