import { join } from 'node:path';
import {
  endDeadRuns,
  openInfrastructure,
  type Run,
  startRun,
  thisMachine,
  untilInterrupted,
} from '@holdfast/local-infra';
import pg from 'pg';
import { machineLine } from '../start/tables-of.ts';
import { isOfOptions } from '../bad-options.ts';
import { asText } from '../tables.ts';
import { keep } from './kept-results.ts';
import { measureGroup } from './measure.ts';
import { messagingOptions, type MessagingOptions } from './options.ts';
import type { Group, GroupName, Results } from './results.ts';
import { groupsOnKafka } from './groups-on-kafka.ts';
import { measuredRows, verdictOf, type Failures, type MeasuredRow, type Verdict } from './rows.ts';
import type { Sizes } from './subject.ts';
import { tablesOf } from './tables-of.ts';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const whole: Omit<Sizes, 'rounds'> = { forMs: 1_000, scale: 1, openMs: 4_000, isBothWays: true };
const quickly: Sizes = { forMs: 50, scale: 0.01, rounds: 1, openMs: 100, isBothWays: true };
/** Half an hour by itself, so it is done once and one way. */
const tenMinutes: Sizes = { forMs: 30_000, scale: 1, rounds: 1, openMs: 600_000, isBothWays: false };

process.exitCode = await bench(process.argv.slice(2)).catch((error: unknown) => {
  if (!isOfOptions(error)) throw error;
  say(`holdfast: ${error.message}`);
  return 1;
});
process.disconnect?.();
// What others leave behind, a timer or a connection, must not keep us: everything of ours is stopped.
process.exit();

async function bench(args: readonly string[]): Promise<number> {
  const options = messagingOptions(args);
  const interrupted = untilInterrupted();
  await endDeadRuns(root);
  const run = startRun(root, 'bench');
  try {
    return await measureAll(options, run, interrupted.signal);
  } catch (error) {
    if (interrupted.exitCode === undefined) throw error;
    return interrupted.exitCode;
  } finally {
    await run.end();
    interrupted.stopListening();
  }
}

async function measureAll(options: MessagingOptions, run: Run, signal: AbortSignal): Promise<number> {
  const state = join(run.folder, 'messaging');
  const servers = await openInfrastructure({
    root,
    run,
    state,
    use: 'auto',
    durable: true,
    // Whatever is kept says with which broker.
    kafka: options.write || options.groups.some((name) => groupsOnKafka.has(name)) ? 'optional' : 'none',
    services: [],
  });
  const failures: Partial<Record<GroupName, string>> = {};
  try {
    if (servers.kafkaMissing !== undefined) say(servers.kafkaMissing);
    let results: Results = {
      machine: thisMachine(servers),
      fsync: await fsyncOf(servers.postgres.adminUrl),
      groups: {},
    };
    for (const name of options.groups) {
      const group = await attempt(name, () =>
        measureGroup(name, { servers, sizes: sizesOf(name, options), signal, say }),
      );
      if (!group) continue;
      results = {
        ...results,
        groups: { ...results.groups, [name]: { ...group, measuredAt: new Date().toISOString() } },
      };
      // After each: a run that is broken off goes on with the groups that are missing.
      if (options.write) results = kept(name, results);
    }
    return tell(results, options, failures);
  } finally {
    await servers.stop();
  }

  /** What cannot be written is still shown at the end. */
  function kept(name: GroupName, now: Results): Results {
    try {
      return keep(now);
    } catch (error) {
      failures[name] = `it could not be kept: ${error instanceof Error ? error.message : String(error)}`;
      say(failures[name]);
      return now;
    }
  }

  async function attempt(name: GroupName, work: () => Promise<Group>): Promise<Group | undefined> {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      failures[name] = error instanceof Error ? error.message : String(error);
      say(`${name} could not be measured: ${failures[name]}`);
      return undefined;
    }
  }
}

function tell(results: Results, { json, asked }: MessagingOptions, failures: Failures): number {
  const { machine, fsync, groups } = results;
  const all = measuredRows(groups, failures);
  const isAsked = ({ name, group }: MeasuredRow): boolean =>
    asked.length === 0 || asked.includes(name) || asked.includes(group);
  const rows = all.filter(isAsked).map((row) => ({ ...row, verdict: verdictOf(row) }));
  const left = all.length - rows.length;
  if (json) console.log(JSON.stringify({ ...results, rows, failures }));
  else
    for (const line of [
      ...tablesOf(groups, rows).flatMap(asText),
      ...(left > 0 ? ['', `${left} other rows were not asked for.`] : []),
      '',
      `${machineLine(machine)}; fsync ${fsync}`,
    ])
      console.log(line);
  const has = (one: Verdict): boolean => rows.some(({ verdict }) => verdict === one);
  const isFailed = Object.keys(failures).length > 0 || Object.values(groups).some(({ failed }) => failed !== undefined);
  if (isFailed) return 2;
  if (has('not reached')) return 1;
  return has('undecided') ? 2 : 0;
}

function sizesOf(name: GroupName, { quick, long, rounds }: MessagingOptions): Sizes {
  if (quick) return quickly;
  return long && name === 'snapshot' ? tenMinutes : { ...whole, rounds };
}

/** With which call the server waits for the disk; `off` where it does not, and then no number of these is worth anything. */
async function fsyncOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ is: string }>(
      `select case when current_setting('fsync') = 'on' then current_setting('wal_sync_method') else 'off' end as is`,
    );
    return rows[0]!.is;
  } finally {
    await client.end();
  }
}

function say(line: string): void {
  console.error(`  ${line}`);
}
