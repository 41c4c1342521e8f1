import { spreadOf, type Spread } from '../statistics.ts';
import type { Table } from '../tables.ts';
import { extras, groupNames, type Extra, type Group, type Groups } from './results.ts';
import { measuredRows, verdictOf, type MeasuredRow } from './rows.ts';

/** Goals first, then everything that was measured, then where the time of ours goes. */
export function tablesOf(groups: Groups, rows: readonly MeasuredRow[] = measuredRows(groups)): Table[] {
  return [
    goals(rows, groups),
    ...groupNames.flatMap((name) => (groups[name] ? [rates(name, groups[name])] : [])),
    ...groupNames.flatMap((name) => Object.entries(groups[name]?.shares ?? {}).map(([who, all]) => shares(who, all))),
  ];
}

function goals(rows: readonly MeasuredRow[], groups: Groups): Table {
  return {
    title: 'Goals: messaging',
    columns: ['what', 'goal', 'median', 'from – to', ''],
    rows: rows.map((row) => [
      row.what,
      `${row.is} ${row.goal} ${row.unit}`,
      row.value ? `${shown(row.value.median)} ${row.unit}` : '–',
      row.value ? fromTo(row.value) : '–',
      verdict(row, groups),
    ]),
  };
}

/** What is not reached says why as far as it is known, and where its time goes. */
function verdict(row: MeasuredRow, groups: Groups): string {
  const is = verdictOf(row);
  if (is === 'undecided') return row.failed === undefined ? 'undecided (spread)' : `undecided: ${row.failed}`;
  if (is !== 'not reached') return is;
  return [
    'NOT REACHED',
    [row.because, each(row, groups), longest(groups[row.group]?.shares?.[row.ours])]
      .filter((one) => one !== undefined)
      .join('; '),
  ]
    .filter((one) => one !== '')
    .join(': ');
}

/** Microseconds of each side for a message. */
function each({ group, ours, theirs, unit }: MeasuredRow, groups: Groups): string | undefined {
  if (unit !== '×' || theirs === undefined) return undefined;
  const [mine, other] = [ours, theirs].map((who) => `${shown(1e6 / spreadOf(groups[group]!.rates[who]!).median)} µs`);
  return `${mine} each against ${other}`;
}

/** The calls that take most of the time. */
function longest(all: Readonly<Record<string, number>> | undefined): string | undefined {
  if (!all) return undefined;
  const [first, ...others] = byShare(all).slice(0, 3);
  return first && [first, ...others].map(([call, share]) => `${call} ${percent(share)}`).join(', ');
}

function rates(name: string, group: Group): Table {
  const all = Object.entries(group.rates).filter(([, values]) => values.length > 0);
  const also = extras.filter((extra) => group[extra] !== undefined);
  const median = (values: readonly number[] = []): string => (values.length > 0 ? shown(spreadOf(values).median) : '');
  return {
    title: `Per second: ${name}`,
    columns: ['who', 'median', 'from – to', ...also.map((extra) => headings[extra]), 'rounds'],
    rows: all.map(([who, values]) => {
      const spread = spreadOf(values);
      const others = also.map((extra) => median(group[extra]?.[who]));
      return [who, shown(spread.median), fromTo(spread), ...others, `${spread.count}`];
    }),
  };
}

function shares(who: string, all: Readonly<Record<string, number>>): Table {
  return {
    title: `Where the time in calls goes: ${who}`,
    columns: ['call', 'share'],
    rows: byShare(all).map(([call, share]) => [call, percent(share)]),
  };
}

const headings: Readonly<Record<Extra, string>> = {
  walBytes: 'WAL bytes each',
  p50Ms: 'p50, ms',
  tableBytes: 'table bytes each',
  p99Ms: 'p99, ms',
  sendP99Ms: 'p99 of a send, ms',
  p99UntilSendMs: 'p99 until its send, ms',
  deadRows: 'dead rows',
};

function byShare(all: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(all).toSorted(([, a], [, b]) => b - a);
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function fromTo({ min, max, count }: Spread): string {
  return count === 1 ? 'once' : `${shown(min)} – ${shown(max)}`;
}

export function shown(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value >= 10 ? 1 : 2);
}
