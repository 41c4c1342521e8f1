import type { Item } from './for-a-person.ts';
import { oneLine } from './one-line.ts';

/** What a person reads of what waits for one: a table of each kind, and what to do. */
export function itemLines(items: readonly Item[]): string[] {
  const toDecide = items.find(({ kind }) => kind !== 'stuck');
  return [
    ...headings.flatMap(([kind, heading]) => {
      const those = items.filter((item) => item.kind === kind);
      return those.length === 0 ? [] : [heading, ...table(those)];
    }),
    ...(toDecide === undefined
      ? []
      : ['', `./holdfast effects resolve ${toDecide.name} --as <outcome>|abandoned --because "<why>"`]),
  ];
}

const headings: readonly (readonly [Item['kind'], string])[] = [
  ['parked', 'Nobody knows what came of these. Ask the outside, then say it:'],
  [
    'contradiction',
    'Of these the outside has said two things. What counts stays; make it right, then say what you did:',
  ],
  ['stuck', 'What came of these is known, and the use case that concludes it fails. Mend it; it is tried again:'],
];

const heads = ['id', 'effect', 'key', 'since', 'attempts', 'why'];

function table(items: readonly Item[]): string[] {
  const rows = [heads, ...items.map(cellsOf)];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd());
}

function cellsOf(item: Item): string[] {
  return [item.name, item.effect, item.key, timeOf(item.since), String(item.attempts), oneLine(whyOf(item))];
}

function whyOf({ reason, kind, outcome, told = [], otherKeys = [] }: Item): string {
  const heard = `told ${told.map((one) => JSON.stringify(one)).join(' and ')}`;
  const elsewhere = otherKeys.length === 0 ? '' : `, of another call: ${otherKeys.join(' and ')}`;
  if (kind === 'stuck') return `counts as ${JSON.stringify(outcome)}: ${reason}`;
  if (kind === 'contradiction') return `counts as ${JSON.stringify(outcome)}, then ${heard}${elsewhere}`;
  return told.length === 0 ? reason : `${reason} It was ${heard}${elsewhere}`;
}

function timeOf(since: Date): string {
  return `${since.toISOString().slice(0, 19)}Z`;
}
