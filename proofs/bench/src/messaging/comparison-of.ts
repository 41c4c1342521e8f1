import { spreadOf } from '../statistics.ts';
import type { Table } from '../tables.ts';
import type { Extra, GroupName, Groups } from './results.ts';
import { ratioOf } from './rounds.ts';
import { shown } from './tables-of.ts';

/** What decides between the two relays: medians, each for the deleting and for the ticked one. */
export function comparisonOf(groups: Groups): Table {
  const median = (group: GroupName, who: string, value?: Extra): number | undefined => {
    const values = (value === undefined ? groups[group]?.rates : groups[group]?.[value])?.[who];
    return values?.length ? spreadOf(values).median : undefined;
  };
  const row = (what: string, of: (outbox: string) => number | undefined): string[] => [
    what,
    ...['outbox', 'tick outbox'].map((outbox) => {
      const value = of(outbox);
      return value === undefined ? 'not measured yet' : shown(value);
    }),
  ];
  return {
    title: 'Measured',
    columns: ['', 'deleting', 'ticked'],
    rows: [
      row('draining a backlog, messages per second', (who) => median('drains', who)),
      row('from commit to acknowledgement at half load, p50, ms', (who) => median('latency', who, 'p50Ms')),
      row('the same, p99, ms', (who) => median('latency', who, 'p99Ms')),
      row('write-ahead log while draining, bytes for each message', (who) => median('drains', who, 'walBytes')),
      row('table and indexes on disk after draining, bytes for each message', (who) =>
        median('drains', who, 'tableBytes'),
      ),
      row('throughput under an open snapshot, against none', (who) => {
        const rates = groups.snapshot?.rates;
        return rates && ratioOf(rates, `${who}, snapshot open`, who)?.median;
      }),
      row('dead rows after it', (who) => median('snapshot', `${who}, snapshot open`, 'deadRows')),
    ],
  };
}
