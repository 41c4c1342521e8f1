import { oneLine } from '../effects/one-line.ts';
import type { Colours } from '../terminal.ts';
import type { Answer } from './answer.ts';

/** The answer as a table, for a person. Long cells are cut; the other forms have all of them. */
export function tableLines({ columns, rows }: Answer, colour: Colours): string[] {
  const cells = rows.map((row) => row.map(shown));
  const heads = columns.map(({ name }) => oneLine(name));
  const widths = heads.map((head, at) => Math.max(head.length, ...cells.map((row) => row[at]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join('  ')
      .trimEnd();
  return [colour.bold(line(heads)), ...cells.map(line)];
}

/** How much it was, as the last line below a table. */
export function countLine({ command, columns, rows }: Answer): string {
  if (columns.length === 0) return `${command || 'Nothing'}: there is nothing to show.`;
  return rows.length === 1 ? '1 row' : `${rows.length} rows`;
}

/** One JSON object for each row. Whole numbers that JSON's could not hold, times and the like stay text. */
export function jsonLines({ columns, rows }: Answer): string[] {
  const names = distinct(columns.map(({ name }) => name));
  return rows.map((row) =>
    JSON.stringify(Object.fromEntries(row.map((text, at) => [names[at], valueOf(text, columns[at]!.type)]))),
  );
}

/** RFC 4180, with a line of names. A null is an empty field, and empty text a pair of quotes. */
export function csvLines({ columns, rows }: Answer): string[] {
  return [columns.map(({ name }) => name), ...rows].map((row) => row.map(csvField).join(','));
}

const widest = 60;

function shown(text: string | null): string {
  if (text === null) return '∅';
  const line = oneLine(text);
  return line.length > widest ? `${line.slice(0, widest - 1)}…` : line;
}

/** Two columns of one name, as a join brings them, would be one field. */
function distinct(names: readonly string[]): string[] {
  return names.map((name, at) => {
    const before = names.slice(0, at).filter((one) => one === name).length;
    return before === 0 ? name : `${name}_${before + 1}`;
  });
}

function valueOf(text: string | null, type: number): unknown {
  if (text === null) return null;
  if (type === types.bool) return text === 't';
  if (types.json.includes(type)) return JSON.parse(text);
  const number = types.numbers.includes(type) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : text;
}

/** Numbers that never change: int2, int4, oid, float4, float8; json, jsonb. */
const types = { bool: 16, numbers: [21, 23, 26, 700, 701], json: [114, 3802] };

function csvField(text: string | null): string {
  if (text === null) return '';
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
