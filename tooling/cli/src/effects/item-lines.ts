import type { Item } from './for-a-person.ts';
import { oneLine } from './one-line.ts';

/** What a person reads of parked effects and contradictions: a table of each, and what to do. */
export function itemLines(items: readonly Item[]): string[] {
  const parked = items.filter(({ kind }) => kind === 'parked');
  const contradictions = items.filter(({ kind }) => kind === 'contradiction');
  return [
    ...(parked.length === 0
      ? []
      : ['Nobody knows what came of these. Ask the outside, then say it:', ...table(parked)]),
    ...(contradictions.length === 0
      ? []
      : [
          'Of these the outside has said two things. What counts stays; make it right, then say what you did:',
          ...table(contradictions),
        ]),
    ...(items.length === 0
      ? []
      : ['', `./holdfast effects resolve ${items[0]!.name} --as <outcome>|abandoned --because "<why>"`]),
  ];
}

const heads = ['id', 'effect', 'key', 'since', 'attempts', 'why'];

function table(items: readonly Item[]): string[] {
  const rows = [heads, ...items.map(cellsOf)];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd());
}

function cellsOf(item: Item): string[] {
  return [item.name, item.effect, item.key, timeOf(item.since), String(item.attempts), oneLine(whyOf(item))];
}

function whyOf({ reason, kind, outcome, told = [] }: Item): string {
  if (kind === 'parked') return reason;
  return `counts as ${JSON.stringify(outcome)}, then told ${told.map((one) => JSON.stringify(one)).join(' and ')}`;
}

function timeOf(since: Date): string {
  return `${since.toISOString().slice(0, 19)}Z`;
}
