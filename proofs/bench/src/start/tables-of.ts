import type { Spread } from '../statistics.ts';
import type { Table } from '../tables.ts';
import { goalRows, isReached, type GoalRow } from './goals.ts';
import type { Machine } from '@holdfast/local-infra';
import type { CeilingsPart, DevPart, MemoryPart, TrialsPart, Parts, StartPart } from './results.ts';

/** Everything that a person wants to know of a measurement: goals first, then where the time and the memory go. */
export function tablesOf(parts: Parts): Table[] {
  const { cold, warm, trials, memory, dev, ceilings } = parts;
  return [
    goals(goalRows(parts)),
    ...(cold ? [phases('Where the time of a cold start goes', cold)] : []),
    ...(warm ? [phases('Where the time of a warm start goes', warm)] : []),
    ...(trials ? [orderTimes(trials)] : []),
    ...(memory ? [memoryByKind(memory)] : []),
    ...(dev ? [saves(dev)] : []),
    ...(ceilings ? [limits(ceilings)] : []),
  ];
}

/** One sentence of what it was measured on. */
export function machineLine({ cpu, cores, memoryGb, system, versions }: Machine): string {
  const known = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${cores} cores (${cpu}), ${memoryGb} GB, ${system}; ${known.join(', ')}`;
}

function goals(rows: readonly GoalRow[]): Table {
  return {
    title: 'Goals',
    columns: ['what', 'goal', 'measured', ''],
    rows: rows.map((row) => [row.what, `${row.goal} ${row.unit}`, measured(row), verdict(row)]),
  };
}

function measured({ value, unit }: GoalRow): string {
  return value === undefined || value === Number.POSITIVE_INFINITY
    ? '–'
    : `${value.toFixed(unit === 'GB' ? 2 : 1)} ${unit}`;
}

function verdict(row: GoalRow): string {
  const reached = isReached(row);
  if (row.value === Number.POSITIVE_INFINITY) return 'NOT REACHED: some were not done';
  if (reached === undefined) return 'not measured';
  return reached ? 'reached' : 'NOT REACHED';
}

function phases(title: string, { totalMs, phasesMs }: StartPart): Table {
  const rows = Object.entries(phasesMs).map(([name, ms]) => [name, seconds(ms), share(ms, totalMs.median)]);
  return { title: `${title} (${spread(totalMs)})`, columns: ['phase', 'time', 'share'], rows };
}

function orderTimes({ sent, perSecond, notDone, p50Ms, p95Ms, maxMs }: TrialsPart): Table {
  return {
    title: `${sent} trials, ${perSecond} per second, from request to last step`,
    columns: ['p50', 'p95', 'slowest', 'not done'],
    rows: [[seconds(p50Ms), seconds(p95Ms), seconds(maxMs), `${notDone}`]],
  };
}

function memoryByKind({ measure, totalMb, rssMb, byKind }: MemoryPart): Table {
  const how = measure === 'PSS' ? `PSS, which counts a shared page once; the sum of RSS is ${rssMb} MB` : 'RSS';
  return {
    title: `Where the memory goes (${how})`,
    columns: ['kind', 'processes', 'MB', 'share'],
    rows: Object.entries(byKind).map(([kind, { processes, mb }]) => [
      kind,
      `${processes}`,
      `${mb}`,
      share(mb, totalMb),
    ]),
  };
}

function saves({ appMs, packageMs }: DevPart): Table {
  return {
    title: 'From saving a file to ready again, in dev',
    columns: ['file', 'median', 'quickest', 'slowest', 'saves'],
    rows: [
      ['of one app', ...spreadCells(appMs)],
      ['that every app runs', ...spreadCells(packageMs)],
    ],
  };
}

function limits({ nodeMs, nestMs, commitsPerSecond: { one, eight } }: CeilingsPart): Table {
  return {
    title: 'What this machine can do at best',
    columns: ['what', 'value'],
    rows: [
      ['an empty Node process', seconds(nodeMs.median, 3)],
      ['an empty Nest application, listening', seconds(nestMs.median, 3)],
      ['COMMIT per second, one connection', `${one}`],
      ['COMMIT per second, eight connections', `${eight}`],
    ],
  };
}

function spread({ median, min, max, count }: Spread): string {
  if (count === 1) return `${seconds(median)}, once`;
  return `median ${seconds(median)} of ${count}, from ${seconds(min)} to ${seconds(max)}`;
}

function spreadCells({ median, min, max, count }: Spread): string[] {
  return [seconds(median), seconds(min), seconds(max), `${count}`];
}

function seconds(ms: number, digits = 2): string {
  return `${(ms / 1000).toFixed(digits)} s`;
}

function share(part: number, whole: number): string {
  return `${Math.round((100 * part) / whole)} %`;
}
