import { BadOptions } from './bad-options.ts';
import { ConsumerWorld, type ConsumerBounds } from '../consumer-world/consumer-world.ts';
import { RelayWorld, type RelayBounds } from '../relay-world/relay-world.ts';
import { tell } from './tell.ts';
import type { Scenario } from './world.ts';

const all: readonly Scenario[] = [
  ofRelays('takeover', {
    waiting: ['oak', 'oak'],
    writers: ['oak'],
    relays: 2,
    limits: { expiries: 1, errors: 1 },
    settings: { batchSize: 2 },
  }),
  ofRelays('two relays at once', { waiting: ['oak', 'oak'], relays: 2, limits: {}, settings: { batchSize: 1 } }),
  ofRelays('a relay dies', {
    waiting: ['oak', 'oak'],
    relays: 2,
    limits: { expiries: 1, crashes: 1, disconnects: 1 },
    settings: { batchSize: 2 },
  }),
  ofRelays('two partitions', { waiting: ['oak', 'elm', 'oak'], elsewhere: ['elm'], relays: 1, limits: { errors: 2 } }),
  ofRelays('writers', { waiting: [], writers: ['oak', 'oak', 'elm'], relays: 1, limits: {} }),
  ofRelays('a late writer', { waiting: [], writers: ['oak', 'elm'], relays: 1, limits: {} }),
  ofRelays('refusal', {
    waiting: ['oak', 'oak', 'elm'],
    writers: ['oak'],
    refusable: 'e1',
    relays: 1,
    limits: { errors: 1, refusals: 2, releases: 1 },
    settings: { batchSize: 2 },
  }),
  ofRelays('refusal and takeover', {
    waiting: ['oak'],
    writers: ['oak'],
    refusable: 'e1',
    relays: 2,
    limits: { expiries: 1, refusals: 1, releases: 1 },
    settings: { batchSize: 1 },
  }),
  ofRelays('drop', {
    waiting: ['oak', 'oak'],
    refusable: 'e1',
    relays: 1,
    limits: { errors: 1, refusals: 1, releases: 1, drops: 1 },
    settings: { batchSize: 1 },
  }),
  ofRelays('restore of the producer', {
    waiting: ['oak'],
    writers: ['oak'],
    relays: 2,
    limits: { backups: 1, restores: 1 },
    settings: { batchSize: 2 },
  }),
  ofRelays('ids come again', {
    waiting: [],
    writers: ['oak', 'elm'],
    relays: 1,
    limits: { backups: 1, restores: 1 },
  }),
  ofTickedRelays('takeover', {
    waiting: ['oak'],
    writers: ['oak'],
    relays: 2,
    limits: { expiries: 1, errors: 1 },
    settings: { batchSize: 1 },
  }),
  ofTickedRelays('a late writer', { waiting: [], writers: ['oak', 'elm'], relays: 1, limits: {} }),
  ofTickedRelays('writers with early numbers', {
    waiting: [],
    writers: ['oak', 'oak'],
    areNumberedEarly: true,
    relays: 1,
    limits: {},
  }),
  ofTickedRelays('refusal', {
    waiting: ['oak', 'oak', 'elm'],
    refusable: 'e1',
    relays: 1,
    limits: { refusals: 1, crashes: 1, releases: 1 },
    settings: { batchSize: 1 },
  }),
  ofTickedRelays('rotation', { waiting: ['oak'], writers: ['elm'], relays: 1, limits: { rotations: 3 } }),
  ofTickedRelays('rotation and error', {
    waiting: ['oak'],
    writers: ['elm'],
    relays: 1,
    limits: { rotations: 1, errors: 1 },
  }),
  ofTickedRelays('restore of the producer', {
    waiting: ['oak'],
    writers: ['oak'],
    relays: 1,
    limits: { backups: 1, restores: 1 },
    settings: { batchSize: 2 },
  }),
  ofConsumers('repeats', { log: ['e1 oak', 'e1 oak', 'e2 elm', 'void e3 elm', 'e3 elm'], consumers: 1, limits: {} }),
  ofConsumers('two copies at once', { log: ['e1 oak', 'e1 oak'], consumers: 1, limits: {} }),
  ofConsumers('two owners', {
    log: ['e1 oak', 'e2 oak', 'e1 oak'],
    consumers: 2,
    fetch: 2,
    limits: { deals: 1, crashes: 1 },
  }),
  ofConsumers('connections break', { log: ['e1 oak', 'e2 oak'], consumers: 2, limits: { deals: 1, disconnects: 1 } }),
  ofConsumers('a key is parked', {
    log: ['e1 oak', 'e2 oak', 'e3 elm'],
    consumers: 1,
    fetch: 2,
    failing: { e1: 2 },
    isTending: true,
    limits: {},
  }),
  ofConsumers('parked after the first', {
    log: ['e1 oak', 'e2 oak', 'e3 oak'],
    consumers: 1,
    fetch: 1,
    failing: { e2: 1 },
    limits: {},
  }),
  ofConsumers('parked, and two owners', {
    log: ['e1 oak', 'e2 oak'],
    consumers: 2,
    fetch: 1,
    failing: { e1: 1 },
    isTending: true,
    limits: { deals: 1 },
  }),
  ofConsumers('parked already, and two owners', {
    log: ['e1 oak', 'e2 oak'],
    parked: 2,
    consumers: 2,
    owners: 2,
    isTending: true,
    limits: {},
  }),
  ofConsumers('drop and requeue', {
    log: ['e1 oak', 'e2 oak'],
    consumers: 1,
    failing: { e1: 2 },
    isTending: true,
    limits: { releases: 1, drops: 1 },
  }),
  ofConsumers('restore of the consumer', {
    log: ['e1 oak', 'e2 oak'],
    consumers: 2,
    fetch: 1,
    hasHeartbeats: true,
    limits: { deals: 1, backups: 1, restores: 1 },
  }),
  ofConsumers('replay', {
    log: ['e1 oak', 'e2 oak'],
    consumers: 1,
    isTending: true,
    replay: { from: 0, to: 2, again: true },
    limits: { crashes: 0, replays: 1 },
  }),
];

/** Those that have too many interleavings to be seen whole in every run of the tests. */
const long = new Set([
  'takeover',
  'writers',
  'refusal',
  'refusal and takeover',
  'restore of the producer',
  'ids come again',
  'ticks: takeover',
  'ticks: rotation',
  'ticks: rotation and error',
  'a key is parked',
  'parked, and two owners',
  'drop and requeue',
  'restore of the consumer',
]);

/** Everything that is explored, by its name. */
export const scenarios: readonly Scenario[] = all.map((scenario) => ({ ...scenario, isLong: long.has(scenario.name) }));

export function scenarioNamed(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (!found)
    throw new BadOptions(`There is no scenario "${name}". There are: ${scenarios.map((one) => one.name).join(', ')}.`);
  return found;
}

function ofRelays(name: string, bounds: RelayBounds): Scenario {
  return { name, bounds: tell(bounds), begin: () => new RelayWorld(bounds) };
}

function ofTickedRelays(name: string, bounds: RelayBounds): Scenario {
  return ofRelays(`ticks: ${name}`, { outbox: 'ticked', ...bounds });
}

function ofConsumers(name: string, bounds: ConsumerBounds): Scenario {
  return { name, bounds: tell(bounds), begin: () => new ConsumerWorld(bounds) };
}
