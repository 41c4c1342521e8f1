/** One line of the table of rules: where something is shown. */
export interface RuleRow {
  readonly rule: string;
  /** From the root of the repository. */
  readonly file: string;
  /** What the file has to hold: the title of a test, or a sentence. Empty where the whole page is meant. */
  readonly title: string;
  /** Of a kill, where the rule speaks of a crash. */
  readonly point: string;
}

/** The rows of `docs/messaging/rules.md`. */
export function ruleRows(page: string): RuleRow[] {
  return page
    .split('\n')
    .filter((line) => /^\| [PCTON]\d/.test(line))
    .map((line) => {
      const [, rule = '', , file = '', title = '', point = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
      return { rule, file: /\((?:\.\.\/)*(.*)\)/.exec(file)?.[1] ?? '', title, point: point.replaceAll('`', '') };
    });
}

/** P1 to P10, and so on. */
const everyRule = [
  ...numbered('P', 10),
  ...numbered('C', 11),
  ...numbered('T', 6),
  ...numbered('O', 24),
  ...numbered('N', 14),
];

/** The rules that say what a crash may do and what it may not: one line of each names the point of it. */
const ofCrashes = ['P1', 'P2', 'P3', 'P5', 'P6', 'P7', 'C1', 'C3', 'C4', 'C5', 'C6', 'C7', 'C8', 'T1', 'T3'];

/** What a page says about itself that is not so. */
export function untruths(rows: readonly RuleRow[], { textOf, points }: Facts): string[] {
  const named = new Set(rows.map(({ rule }) => rule));
  return [
    ...everyRule.filter((rule) => !named.has(rule)).map((rule) => `${rule} is not there`),
    ...rows.flatMap(({ rule, file, title }) => {
      const text = textOf(file);
      if (text === undefined) return [`${rule}: there is no ${file}`];
      return text.includes(title) ? [] : [`${rule}: ${file} does not hold "${title}"`];
    }),
    ...rows
      .filter(({ point }) => point && !points.includes(point))
      .map(({ rule, point }) => `${rule}: no point ${point}`),
    ...ofCrashes
      .filter((rule) => named.has(rule) && !rows.some((row) => row.rule === rule && row.point))
      .map((rule) => `${rule} names no point of a crash`),
    ...points.filter((point) => !rows.some((row) => row.point === point)).map((point) => `no rule names ${point}`),
  ];
}

interface Facts {
  textOf(file: string): string | undefined;
  readonly points: readonly string[];
}

function numbered(letter: string, last: number): string[] {
  return Array.from({ length: last }, (_, index) => `${letter}${index + 1}`);
}
