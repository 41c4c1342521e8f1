import { once } from 'node:events';
import type { Servers } from '@holdfast/local-infra';
import { benchDatabase, type BenchDatabase } from './bench-database.ts';
import { ceilings } from './ceilings.ts';
import { consumers } from './consumers.ts';
import { drains } from './drains.ts';
import { producers } from './producers.ts';
import type { Group, GroupName } from './results.ts';
import { mean, thereAndBack } from './rounds.ts';
import type { Rate, Sizes, Subject } from './subject.ts';

const subjectsOf: Readonly<Record<GroupName, (database: BenchDatabase, sizes: Sizes) => Subject[]>> = {
  ceilings,
  producers,
  drains,
  consumers,
};

export interface Measuring {
  readonly servers: Servers;
  readonly sizes: Sizes;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Measures one group on a fresh database: a round that does not count, then as many as are asked for. */
export async function measureGroup(name: GroupName, { servers, sizes, signal, say }: Measuring): Promise<Group> {
  const database = await benchDatabase(servers, signal);
  try {
    const subjects = subjectsOf[name](database, sizes);
    const rounds: Map<string, Rate[]>[] = [];
    const interrupted = aborted(signal);
    // Also where nothing waits for it any more.
    interrupted.catch(() => undefined);
    for (let round = 0; round <= sizes.rounds; round += 1) {
      say(`${name}: ${round === 0 ? 'warming up' : `round ${round} of ${sizes.rounds}`} …`);
      const order = round === 0 ? subjects : thereAndBack(subjects);
      const rates = await oneRound(order, interrupted);
      if (round > 0) rounds.push(rates);
    }
    return groupOf(subjects, rounds);
  } finally {
    await database.drop();
  }
}

async function oneRound(order: readonly Subject[], interrupted: Promise<never>): Promise<Map<string, Rate[]>> {
  const rates = new Map<string, Rate[]>();
  for (const { name, run } of order) {
    rates.set(name, [...(rates.get(name) ?? []), await Promise.race([run(), interrupted])]);
  }
  return rates;
}

/** A number per round and subject: the mean of there and back. */
export function groupOf(subjects: readonly Pick<Subject, 'name'>[], rounds: readonly Map<string, Rate[]>[]): Group {
  const of = (name: string, value: (rate: Rate) => number | undefined): number[] =>
    rounds.flatMap((round) => {
      const values = (round.get(name) ?? []).map(value).filter((one) => one !== undefined);
      return values.length === 0 ? [] : [Number(mean(values).toPrecision(5))];
    });
  const each = <T>(make: (name: string) => T): [string, T][] => subjects.map(({ name }) => [name, make(name)]);
  const walBytes = each((name) => of(name, (rate) => rate.walBytes)).filter(([, values]) => values.length > 0);
  const shares = each((name) => sharesOf(rounds.flatMap((round) => round.get(name) ?? [])));
  return {
    rates: Object.fromEntries(each((name) => of(name, (rate) => rate.perSecond))),
    ...(walBytes.length > 0 && { walBytes: Object.fromEntries(walBytes) }),
    shares: Object.fromEntries(shares.filter(([, all]) => Object.keys(all).length > 0)),
  };
}

/** Which part of all the time in calls each kind of call has. */
function sharesOf(rates: readonly Rate[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { spentMs = {} } of rates)
    for (const [call, ms] of Object.entries(spentMs)) sums[call] = (sums[call] ?? 0) + ms;
  const all = Object.values(sums).reduce((sum, ms) => sum + ms, 0);
  return Object.fromEntries(Object.entries(sums).map(([call, ms]) => [call, Number((ms / all).toFixed(3))]));
}

/** A program of others that never ends must not keep us from ending. */
async function aborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}
