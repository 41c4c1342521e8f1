import { spreadOf, type Spread } from '../statistics.ts';
import type { Table } from '../tables.ts';
import { groupNames, type Group, type Groups } from './results.ts';
import { isReached, measuredRows, unmeasured, type MeasuredRow } from './rows.ts';

/** Goals first, then everything that was measured, then where the time of ours goes. */
export function tablesOf(groups: Groups): Table[] {
  return [
    goals(measuredRows(groups)),
    ...groupNames.flatMap((name) => (groups[name] ? [rates(name, groups[name])] : [])),
    ...groupNames.flatMap((name) => Object.entries(groups[name]?.shares ?? {}).map(([who, all]) => shares(who, all))),
  ];
}

function goals(rows: readonly MeasuredRow[]): Table {
  return {
    title: 'Goals: messaging',
    columns: ['what', 'goal', 'median', 'from – to', ''],
    rows: [
      ...rows.map((row) => [
        row.what,
        `${row.is} ${row.goal} ${row.unit}`,
        row.value ? `${shown(row.value.median)} ${row.unit}` : '–',
        row.value ? fromTo(row.value) : '–',
        verdict(row),
      ]),
      ...unmeasured.map(({ what, goal }) => [what, goal, '–', '–', 'not measured']),
    ],
  };
}

function verdict(row: MeasuredRow): string {
  const reached = isReached(row);
  if (reached === undefined) return 'not measured';
  if (reached) return 'reached';
  return row.because === undefined ? 'NOT REACHED' : `NOT REACHED: ${row.because}`;
}

function rates(name: string, { rates: measured, walBytes = {} }: Group): Table {
  const all = Object.entries(measured).filter(([, values]) => values.length > 0);
  return {
    title: `Per second: ${name}`,
    columns: ['who', 'median', 'from – to', 'WAL bytes each', 'rounds'],
    rows: all.map(([who, values]) => {
      const spread = spreadOf(values);
      const wal = walBytes[who]?.length ? shown(spreadOf(walBytes[who]).median) : '';
      return [who, shown(spread.median), fromTo(spread), wal, `${spread.count}`];
    }),
  };
}

function shares(who: string, all: Readonly<Record<string, number>>): Table {
  const sorted = Object.entries(all).toSorted(([, a], [, b]) => b - a);
  return {
    title: `Where the time in calls goes: ${who}`,
    columns: ['call', 'share'],
    rows: sorted.map(([call, share]) => [call, `${Math.round(100 * share)} %`]),
  };
}

function fromTo({ min, max }: Spread): string {
  return `${shown(min)} – ${shown(max)}`;
}

function shown(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value >= 10 ? 1 : 2);
}
