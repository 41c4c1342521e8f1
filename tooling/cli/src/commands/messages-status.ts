import {
  consumerStatus,
  listReplays,
  outboxStatus,
  type OutboxStatus,
  type PlaceStatus,
  type ReplayFacts,
} from '@holdfast/messaging';
import type { ServiceDatabases } from '../effects/service-databases.ts';
import { lagKey, lagsOf, type Lags } from '../messages/lags.ts';
import { withServices } from '../messages/with-services.ts';
import { findSystem } from '../running/choose-system.ts';
import { operatorBroker } from '../running/operator-broker.ts';
import type { Terminal } from '../terminal.ts';

export interface MessagesStatus {
  readonly root: string;
  readonly terminal: Terminal;
  readonly service?: string;
  readonly json?: boolean;
}

interface ServiceStatus {
  readonly service: string;
  /** Whether a process of it is there, which sends and handles. */
  readonly isRunning: boolean;
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
  const lags = await lagsNow(
    { root, terminal },
    all.flatMap(({ places }) => places),
  );
  if (json)
    terminal.out(
      JSON.stringify(
        {
          services: all.map((one) => withLags(one, lags)),
          missing,
          broker: typeof lags === 'string' ? lags : 'answers',
        },
        withText,
      ),
    );
  else
    for (const line of [
      ...all.flatMap((one) => linesOf(one, lags)),
      ...missing.map((one) => `${one}: never started on these data`),
      ...(typeof lags === 'string' ? unknownLags[lags] : []),
    ])
      terminal.out(line);
  return 0;
}

type KnownLags = Lags | 'no-places' | 'not-running' | 'no-answer';

/** Nothing is said of consumers that have no places. */
const unknownLags = {
  'no-places': [],
  'not-running': ['Kafka does not run here, so how far behind consumers are is not known.'],
  'no-answer': ['Kafka does not answer, so how far behind consumers are is not known.'],
};

/** Only what runs has a broker to ask. */
async function lagsNow(
  { root, terminal }: Pick<MessagesStatus, 'root' | 'terminal'>,
  places: readonly PlaceStatus[],
): Promise<KnownLags> {
  if (places.length === 0) return 'no-places';
  const system = findSystem({ root, say: terminal.say });
  if (system?.infra.kafka === undefined) return 'not-running';
  const broker = operatorBroker(system);
  const lags = await lagsOf(broker, places, 3_000);
  // One that does not answer would be waited for here as well. The process ends with the command.
  if (lags === undefined) void broker.close().catch(() => undefined);
  else await broker.close();
  return lags ?? 'no-answer';
}

function withLags({ places, ...rest }: ServiceStatus, lags: KnownLags) {
  return { ...rest, places: places.map((place) => ({ ...place, lag: lagIn(lags, place) ?? null })) };
}

function lagIn(lags: KnownLags, place: PlaceStatus): bigint | undefined {
  return typeof lags === 'string' ? undefined : lags.get(lagKey(place));
}

/** The name of the service where it has no such tables here. */
async function statusOf(databases: ServiceDatabases, service: string): Promise<ServiceStatus | string> {
  const asked = await databases.askAsOwner(service, async (database) => ({
    service,
    isRunning: databases.isRunning(service),
    outbox: await outboxStatus(database),
    places: await consumerStatus(database),
    replays: (await listReplays(database)).filter(({ state }) => state === 'asked'),
  }));
  return asked === 'missing' ? service : asked;
}

function linesOf({ service, isRunning, outbox, places, replays }: ServiceStatus, lags: KnownLags): string[] {
  const consumers = Map.groupBy(places, ({ consumer }) => consumer);
  return [
    `${service}${isRunning ? '' : ' (does not run)'}: ${outbox.waiting} to be sent${outbox.oldestAt ? `, the oldest since ${timeOf(outbox.oldestAt)}` : ''}${held(outbox.parkedKeys, outbox.parkedMessages)}${outbox.isLeased ? '' : '; nobody holds the relay’s lease'}`,
    ...[...consumers].map(([consumer, those]) => consumerLine(consumer, those, lags)),
    ...replays.map(
      ({ id, consumer, topic, partition, next, to, held: left }) =>
        `  replay ${id} of ${topic}/${partition} for ${consumer}: at ${next} of ${to}${left > 0 ? `, ${left} left out because their keys are parked` : ''}`,
    ),
  ];
}

function consumerLine(consumer: string, places: readonly PlaceStatus[], lags: KnownLags): string {
  const sum = (of: (place: PlaceStatus) => number) => places.reduce((total, place) => total + of(place), 0);
  const at = places.map(({ topic, partition, nextOffset }) => `${topic}/${partition}@${nextOffset}`).join(' ');
  const dead = sum(({ deadKeys }) => deadKeys);
  const keys = sum(({ parkedKeys }) => parkedKeys) + dead;
  const behind = places.reduce((total, place) => total + (lagIn(lags, place) ?? 0n), 0n);
  return `  ${consumer}: at ${at}${behind > 0n ? `, ${behind} behind` : ''}${held(
    keys,
    sum(({ messages }) => messages),
  )}${dead > 0 ? `, ${dead} of the keys behind a dead message` : ''}`;
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
