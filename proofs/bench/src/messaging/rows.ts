import type { Spread } from '../statistics.ts';
import { spreadOf } from '../statistics.ts';
import type { GroupName, Groups } from './results.ts';
import { ratioOf } from './rounds.ts';

/** A goal: what has to be how large in comparison with what. */
export interface Row {
  readonly name: string;
  readonly what: string;
  readonly group: GroupName;
  readonly goal: number;
  readonly is: 'at least' | 'at most';
  readonly unit: '×' | 'B';
  /** Ratios have two subjects, absolute values one. */
  readonly ours: string;
  readonly theirs?: string;
  /** Why it cannot be reached by this one, where that is known. */
  readonly because?: string;
}

/** A row with what was measured; undefined where it was not. */
export interface MeasuredRow extends Row {
  readonly value: Spread | undefined;
}

/** Reached by the median; a value that is equal to its goal has reached it. Undefined where nothing was measured. */
export function isReached({ goal, is, value }: Pick<MeasuredRow, 'goal' | 'is' | 'value'>): boolean | undefined {
  if (value === undefined) return undefined;
  return is === 'at least' ? value.median >= goal : value.median <= goal;
}

export function measuredRows(groups: Groups): MeasuredRow[] {
  return rows.map((row) => ({ ...row, value: valueOf(row, groups) }));
}

function valueOf({ group, unit, ours, theirs }: Row, groups: Groups): Spread | undefined {
  const measured = groups[group];
  if (theirs !== undefined) return measured && ratioOf(measured.rates, ours, theirs);
  const values = unit === 'B' ? measured?.walBytes?.[ours] : measured?.rates[ours];
  return values?.length ? spreadOf(values) : undefined;
}

const producers = { group: 'producers', is: 'at least', unit: '×' } as const;
const drains = { group: 'drains', is: 'at least', unit: '×' } as const;
const consumers = { group: 'consumers', is: 'at least', unit: '×' } as const;
const everyDeleteIsWritten = 'each deleted row is a record of its own in the log';

export const rows: readonly Row[] = [
  {
    ...producers,
    name: 'event-cost',
    what: 'transaction with one event, against one without',
    goal: 0.75,
    ours: 'outbox',
    theirs: 'nothing said',
  },
  {
    ...producers,
    name: 'event-cost-tick',
    what: 'the same, outbox of the tick relay',
    goal: 0.75,
    ours: 'tick outbox',
    theirs: 'nothing said',
  },
  {
    ...producers,
    name: 'add-nestjs',
    what: 'transaction with one event, against the statements of nestjs/outbox (modelled)',
    goal: 1.4,
    ours: 'outbox',
    theirs: 'nestjs/outbox, modelled',
  },
  {
    ...producers,
    name: 'add-notify',
    what: 'transaction with one event, against NOTIFY in it (modelled)',
    goal: 2,
    ours: 'outbox',
    theirs: 'NOTIFY, modelled',
  },
  ...(['outbox', 'tick outbox'] as const).flatMap((ours): Row[] => [
    {
      ...drains,
      name: ours === 'outbox' ? 'drain-lease' : 'drain-lease-tick',
      what: `draining the ${ours}, against a lease and a delete for each message (modelled)`,
      goal: 20,
      ours,
      theirs: 'lease and delete each, modelled',
    },
    {
      ...drains,
      name: ours === 'outbox' ? 'drain-select' : 'drain-select-tick',
      what: `draining the ${ours}, against an ordered select and a delete of 1,000, no lease (modelled)`,
      goal: 1.4,
      ours,
      theirs: 'select and delete 1,000, modelled',
      ...(ours === 'outbox' && { because: 'it is this very form, with a lease and a look at marks' }),
    },
    {
      ...drains,
      name: ours === 'outbox' ? 'drain-wal' : 'drain-wal-tick',
      what: `write-ahead log per message while draining the ${ours}`,
      goal: 5,
      is: 'at most',
      unit: 'B',
      ours,
      ...(ours === 'outbox' && { because: everyDeleteIsWritten }),
    },
  ]),
  {
    ...consumers,
    name: 'micro-batch',
    what: 'messages in one transaction with inbox, against one transaction each',
    goal: 3,
    ours: 'micro-batch',
    theirs: 'transaction each',
  },
  {
    ...consumers,
    name: 'on-batch',
    what: '@OnBatch with inbox, against one transaction each',
    goal: 12,
    ours: '@OnBatch',
    theirs: 'transaction each',
  },
];

/** Goals that nothing here measures yet. They are shown, because a goal that is left out looks like one that is reached. */
export const unmeasured: readonly { readonly what: string; readonly goal: string }[] = [
  { what: 'relay to Kafka, against sendBatch of the same bytes', goal: 'at least 0.8 ×' },
  { what: 'relay to Kafka, against a send and a delete for each message (modelled)', goal: 'at least 10 ×' },
  { what: 'from commit to acknowledgement at half load, p50', goal: 'at most 30 ms' },
  { what: 'throughput with an open snapshot, against none', goal: 'at least 0.95 ×' },
  { what: 'draining under a writer that stays open, against a naive range', goal: 'at least 3 ×' },
  { what: 'consuming from Kafka, against an empty eachBatch', goal: 'at least 0.7 ×' },
  { what: 'tracing at 10 %, against none', goal: 'at least 0.9 ×' },
];
