/** Rows under a heading, for a terminal or for a page. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function asText({ title, columns, rows }: Table): string[] {
  const all = [columns, ...rows];
  const widths = columns.map((_, n) => Math.max(...all.map((row) => row[n]?.length ?? 0)));
  const lineOf = (row: readonly string[]): string =>
    row.map((cell, n) => (n === 0 ? cell.padEnd(widths[n]!) : cell.padStart(widths[n]!))).join('   ');
  return ['', title, ...all.map((row) => `  ${lineOf(row)}`.trimEnd())];
}

export function asMarkdown({ title, columns, rows }: Table): string {
  const lineOf = (row: readonly string[]): string => `| ${row.join(' | ')} |`;
  const rule = columns.map((_, n) => (n === 0 ? '---' : '---:'));
  return [`### ${title}`, '', ...[columns, rule, ...rows].map(lineOf), ''].join('\n');
}
