import { setTimeout as wait } from 'node:timers/promises';
import { thisMachine } from '@holdfast/local-infra';
import { sql } from 'kysely';
import { exitCodeOf } from '../system/exit-code-of.ts';
import { Attendant } from '../system/attendant.ts';
import { onOwnServers, tell, type Ground } from '../system/campaign.ts';
import { findAnomalies, progressOf } from '../system/ledgers.ts';
import { closePace, openPace } from '../system/pace.ts';
import type { RelayKind, ServiceName } from '../system/service-settings.ts';
import { settle } from '../system/settling.ts';
import { Supervised } from '../system/supervised.ts';
import { twoServices, type TwoServices } from '../system/two-services.ts';
import { BadOptions, campaignOptions, type CampaignOptions } from './options.ts';
import { keep, told, type CampaignResults } from './results.ts';
import { torment } from './torment.ts';
import { unlessAway } from '../system/unless-away.ts';

// Two services, two processes each, under a stream of numbered messages, while parts of it are killed, frozen, restarted and
// cut off; then the ledgers of both ends are counted.

process.exit(await main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = campaignOptions(args);
    return await onOwnServers((ground) => campaign(ground, options));
  } catch (error) {
    if (!(error instanceof BadOptions)) throw error;
    tell(error.message);
    return 1;
  }
}

async function campaign(ground: Ground, options: CampaignOptions): Promise<number> {
  const relays: Record<ServiceName, RelayKind> =
    options.seed % 2 === 0 ? { garden: 'ticked', library: 'simple' } : { garden: 'simple', library: 'ticked' };
  tell(
    `seed ${options.seed}, ${options.minutes} minutes, outbox of the garden ${relays.garden}, of the library ${relays.library}`,
  );
  const two = await twoServices(ground.servers, { relays, trees: 5_000, rotateMs: 5_000 });
  const processes = (['garden', 'library', 'garden', 'library'] as const).map(
    (service, n) => new Supervised(`${service}-${n < 2 ? 1 : 2}`, two.settings[service]),
  );
  try {
    const results = await stream(ground, { two, processes, options, relays });
    if (options.write) keep('messaging', results);
    console.log(options.json ? JSON.stringify(results) : told(results).join('\n'));
    return exitCodeOf(results);
  } finally {
    await Promise.all(processes.map((one) => one.end()));
  }
}

interface Running {
  readonly two: TwoServices;
  readonly processes: readonly Supervised[];
  readonly options: CampaignOptions;
  readonly relays: Readonly<Record<ServiceName, RelayKind>>;
}

async function stream(
  { servers, signal }: Ground,
  { two, processes, options: { seed, minutes }, relays }: Running,
): Promise<CampaignResults> {
  const attendant = new Attendant(two);
  const watch = new AbortController();
  const untilMs = performance.now() + minutes * 60_000;
  const faults = await tormented();
  await closePace(two);
  const settled = await settle(two, attendant, { patienceMs: 60_000, signal, tell });
  const { grown, noted } = await progressOf(two);
  return {
    machine: thisMachine(servers),
    seed,
    minutes,
    relays,
    messages: grown + noted.library,
    effects: noted.library + noted.garden,
    anomalies: await findAnomalies(two),
    faults,
    attended: attendant.counts,
    endedByItself: processes.reduce((sum, one) => sum + one.endedByItself, 0),
    takeovers: (await epochOf(two, 'garden')) + (await epochOf(two, 'library')),
    settled: settled === 'settled',
  };

  async function tormented(): Promise<Record<string, number>> {
    await openPace(two);
    const watching = attend(two, attendant, watch.signal);
    try {
      return await torment({ processes, fault: servers.fault!, attendant }, { seed, untilMs, signal, tell });
    } finally {
      watch.abort();
      await watching;
    }
  }
}

/** Until it is told to stop: attends to what waits for a person, says how far things are, and slows down whoever runs ahead. */
async function attend(two: TwoServices, attendant: Attendant, signal: AbortSignal): Promise<void> {
  for (let round = 0; !signal.aborted; round += 1) {
    // Also while the database is away: then it is the next round's.
    await attendant.goRound().catch(unlessAway);
    if (round % 5 === 0) await keepTogether(two, signal).catch(unlessAway);
    await wait(1_000);
  }
}

async function keepTogether(two: TwoServices, signal: AbortSignal): Promise<void> {
  const { grown, noted } = await progressOf(two);
  tell(`${grown} steps, ${noted.library} noted, ${noted.garden} noted again`);
  if (signal.aborted) return;
  if (grown - noted.garden > 100_000) await closePace(two);
  else await openPace(two);
}

async function epochOf({ owner }: TwoServices, service: ServiceName): Promise<number> {
  const { rows } = await sql<{ epoch: number }>`select epoch::int as epoch from holdfast.relay_lease`.execute(
    owner[service],
  );
  return rows[0]!.epoch;
}
