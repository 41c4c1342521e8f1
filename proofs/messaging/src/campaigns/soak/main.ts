import { setTimeout as wait } from 'node:timers/promises';
import { thisMachine } from '@holdfast/local-infra';
import { BadOptions, steadyOptions } from '../messaging/options.ts';
import { keep } from '../messaging/results.ts';
import { Attendant } from '../system/attendant.ts';
import { onOwnServers, tell, type Ground } from '../system/campaign.ts';
import { exitCodeOf } from '../system/exit-code-of.ts';
import { findAnomalies, progressOf } from '../system/ledgers.ts';
import { closePace, openPace } from '../system/pace.ts';
import { settle } from '../system/settling.ts';
import { unlessAway } from '../system/unless-away.ts';
import { Supervised } from '../system/supervised.ts';
import { twoServices, type TwoServices } from '../system/two-services.ts';
import { findingsOf } from './findings.ts';
import { sample } from './sampling.ts';

// A steady stream at seven tenths of what the two services can do at most: nothing may grow with the number of messages.

const share = 0.7;
const ceilingMs = 40_000;
const settledMs = 180_000;

process.exit(await main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  try {
    const { minutes, json, write } = steadyOptions(args);
    return await onOwnServers((ground) => soak(ground, { forMs: minutes * 60_000, json, write }));
  } catch (error) {
    if (!(error instanceof BadOptions)) throw error;
    tell(error.message);
    return 1;
  }
}

interface Soaking {
  readonly forMs: number;
  readonly json: boolean;
  readonly write: boolean;
}

async function soak({ servers, signal }: Ground, { forMs, json, write }: Soaking): Promise<number> {
  const relays = { garden: 'ticked', library: 'simple' } as const;
  const two = await twoServices(servers, { relays, trees: 5_000, rotateMs: 20_000 });
  const attendant = new Attendant(two);
  const processes = (['garden', 'library'] as const).map((service) => new Supervised(service, two.settings[service]));
  const attending = new AbortController();
  const attended = attend(attendant, attending.signal);
  try {
    const ceiling = await ceilingOf(two, attendant, signal);
    tell(`the ceiling is ${ceiling.toFixed(0)} steps a second; soaking at ${(share * ceiling).toFixed(0)}`);
    await openPace(two, Math.round(share * ceiling));
    const startedWith = await progressOf(two);
    const samples = await sample(two, processes, { forMs, signal, tell });
    const endedWith = await progressOf(two);
    await closePace(two);
    const settled = await settle(two, attendant, { patienceMs: 60_000, signal, tell });
    const anomalies = await findAnomalies(two);
    const findings = findingsOf(samples, Math.min(settledMs, forMs * 0.3));
    const perSecond = Math.round((1_000 * (endedWith.noted.garden - startedWith.noted.garden)) / forMs);
    const results = {
      machine: thisMachine(servers),
      minutes: forMs / 60_000,
      relays,
      ceiling: Math.round(ceiling),
      perSecond,
      ...findings,
      anomalies,
      settled,
    };
    if (write) keep('soak', results);
    console.log(json ? JSON.stringify(results) : JSON.stringify(results, undefined, 2));
    const messages = endedWith.grown;
    const code = exitCodeOf({ messages, anomalies, settled: settled === 'settled' });
    return code === 0 && findings.broken.length > 0 ? 1 : code;
  } finally {
    attending.abort();
    await attended;
    await Promise.all(processes.map((one) => one.end()));
  }
}

/** How many steps a second reach the far end when the garden grows as fast as it can. What is left over is worked off. */
async function ceilingOf(two: TwoServices, attendant: Attendant, signal: AbortSignal): Promise<number> {
  tell('looking for the ceiling …');
  await openPace(two);
  await wait(ceilingMs / 2, undefined, { signal });
  const before = await progressOf(two);
  const startedAt = performance.now();
  await wait(ceilingMs, undefined, { signal });
  const after = await progressOf(two);
  const ms = performance.now() - startedAt;
  await closePace(two);
  await settle(two, attendant, { patienceMs: 60_000, signal, tell });
  return (1_000 * (after.noted.garden - before.noted.garden)) / ms;
}

async function attend(attendant: Attendant, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await attendant.goRound().catch(unlessAway);
    await wait(1_000);
  }
}
