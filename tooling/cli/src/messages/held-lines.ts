import { oneLine } from '../effects/one-line.ts';
import type { HeldItem } from './held-items.ts';

/** What a person reads of keys that are held back: a table of each side, and what to do. */
export function heldLines(items: readonly HeldItem[], which: 'parked' | 'dead'): string[] {
  const [consumers, outboxes] = [ofSide(items, 'consumer'), ofSide(items, 'outbox')];
  const first = items.find(({ name }) => name !== undefined)?.name;
  return [
    ...(consumers.length === 0 ? [] : [headings[which], ...table(consumers)]),
    ...(outboxes.length === 0 ? [] : [unsent, ...table(outboxes)]),
    ...(first === undefined ? [] : ['', ...remedies(which, first)]),
  ];
}

const headings = {
  parked: 'These failed and wait, with all that followed of the same key; the other keys go on:',
  dead: 'These are not tried again. A copy is in the topic of dead letters, and their keys wait for a person:',
};
const unsent = 'These the broker has refused for good, and nothing of their keys is sent:';

function remedies(which: 'parked' | 'dead', name: string): string[] {
  const again = which === 'dead' ? 'requeue' : 'release';
  return [
    `./holdfast messages ${which} show ${name}`,
    `./holdfast messages ${which} ${again} ${name} --because "<what you have mended>"`,
  ];
}

const heads = ['name', 'key', 'messages', 'since', 'attempts', 'next', 'why'];

function table(items: readonly HeldItem[]): string[] {
  const rows = [heads, ...items.map(cellsOf)];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd());
}

function cellsOf({ name, where, key, messages, since, attempts, why, ...item }: HeldItem): string[] {
  return [
    name ?? where,
    oneLine(key),
    String(messages),
    timeOf(since),
    String(attempts),
    nextOf(item),
    oneLine(why).slice(0, 200),
  ];
}

function nextOf({ nextAt, decided }: Pick<HeldItem, 'nextAt' | 'decided'>): string {
  if (decided === 'dropped') return 'dropped';
  if (decided === 'release') return 'being sent';
  return nextAt === undefined ? 'a person' : timeOf(nextAt);
}

function timeOf(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}

function ofSide(items: readonly HeldItem[], side: HeldItem['by']): HeldItem[] {
  return items.filter(({ by }) => by === side);
}
