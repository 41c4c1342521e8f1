import { once } from 'node:events';
import type { Servers } from '@holdfast/local-infra';
import { benchDatabase, type BenchDatabase } from './bench-database.ts';
import { ceilings } from './ceilings.ts';
import { consumers } from './consumers.ts';
import { drains } from './drains.ts';
import { lateWriter } from './late-writer.ts';
import { latency } from './latency.ts';
import { producers } from './producers.ts';
import { reading } from './reading.ts';
import { extras, type Group, type GroupName } from './results.ts';
import { mean, thereAndBack } from './rounds.ts';
import { sending } from './sending.ts';
import { snapshot } from './snapshot.ts';
import type { Rate, Sizes, Subject } from './subject.ts';
import { DidNotEnd, runWithin } from './run-within.ts';
import { tracing } from './tracing.ts';

const subjectsOf: Readonly<Record<GroupName, (database: BenchDatabase, sizes: Sizes) => Subject[]>> = {
  ceilings,
  producers,
  drains,
  'late-writer': lateWriter,
  snapshot,
  sending,
  latency,
  consumers,
  reading,
  tracing,
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
    const failed = new Map<string, string>();
    const interrupted = aborted(signal);
    // Also where nothing waits for it any more.
    interrupted.catch(() => undefined);
    for (let round = sizes.isBothWays ? 0 : 1; round <= sizes.rounds; round += 1) {
      say(`${name}: ${round === 0 ? 'warming up' : `round ${round} of ${sizes.rounds}`} …`);
      const order = round === 0 || !sizes.isBothWays ? subjects : thereAndBack(subjects);
      const rates = await oneRound(order, { interrupted, limitMs: 120_000 + sizes.openMs, failed });
      if (round > 0) rounds.push(rates);
    }
    const measured = groupOf(
      subjects.filter((one) => !failed.has(one.name)),
      rounds,
    );
    return failed.size > 0 ? { ...measured, failed: Object.fromEntries(failed) } : measured;
  } finally {
    await database.drop();
  }
}

interface Round {
  readonly interrupted: Promise<never>;
  readonly limitMs: number;
  /** Those that threw, and why. They are left out from there on, and the others are measured. */
  readonly failed: Map<string, string>;
}

/** One that does not end is not survived: it may hold locks that the others wait for, so the group ends with it. */
export async function oneRound(
  order: readonly Subject[],
  { interrupted, limitMs, failed }: Round,
): Promise<Map<string, Rate[]>> {
  const rates = new Map<string, Rate[]>();
  for (const subject of order) {
    if (failed.has(subject.name)) continue;
    const run = runWithin(subject, limitMs).catch((error: unknown) => {
      if (error instanceof DidNotEnd) throw error;
      failed.set(subject.name, error instanceof Error ? error.message : String(error));
    });
    const rate = await Promise.race([run, interrupted]);
    if (rate) rates.set(subject.name, [...(rates.get(subject.name) ?? []), rate]);
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
  const kept = extras.map((extra) => [extra, each((name) => of(name, (rate) => rate[extra]))] as const);
  const found = kept.map(([extra, all]) => [extra, all.filter(([, values]) => values.length > 0)] as const);
  const shares = each((name) => sharesOf(rounds.flatMap((round) => round.get(name) ?? [])));
  return {
    rates: Object.fromEntries(each((name) => of(name, (rate) => rate.perSecond))),
    ...Object.fromEntries(found.flatMap(([extra, all]) => (all.length > 0 ? [[extra, Object.fromEntries(all)]] : []))),
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
