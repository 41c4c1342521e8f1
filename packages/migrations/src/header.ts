/** Expand adds what the next release needs, backfill fills it, contract removes what no release needs any more. */
export type Phase = 'expand' | 'backfill' | 'contract';

/** Whether the release before this one still works after the file has run: two-way, it does. */
export type Door = 'two-way' | 'one-way';

/** A rule of the checks that a file breaks knowingly. */
export interface Waiver {
  readonly rule: string;
  readonly reason: string;
}

/** The lines that begin a migration file. Each of `phase`, `transaction` and `door` stands there once. */
export interface Header {
  readonly phase: Phase;
  readonly transaction: 'on' | 'off';
  readonly door: Door;
  readonly waivers: readonly Waiver[];
}

/** What is wrong at a line of a file, and what to do about it. Lines count from 1. */
export interface LineProblem {
  readonly line: number;
  readonly problem: string;
}

/**
 * Reads the header: the comment lines before the first empty line or statement. Nothing in it is optional or free text,
 * so a misspelt line is a problem and never an ignored comment. All problems come at once; with any, there is no header.
 */
export function parseHeader(text: string): { header: Header } | { problems: readonly LineProblem[] } {
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((line) => !line.startsWith('--'));
  const length = end === -1 ? lines.length : end;
  const draft: Draft = { waivers: [], problems: [] };
  lines.slice(0, length).forEach((line, index) => readLine(draft, line, index + 1));
  noticeMissing(draft, length);
  noticeStrays(draft, lines.slice(length), length + 1);
  const { phase, transaction, door, waivers, problems } = draft;
  if (problems.length > 0 || !phase || !transaction || !door) return { problems };
  return { header: { phase, transaction, door, waivers } };
}

interface Draft {
  phase?: Phase;
  transaction?: 'on' | 'off';
  door?: Door;
  readonly waivers: Waiver[];
  readonly problems: LineProblem[];
}

const choices = {
  phase: ['expand', 'backfill', 'contract'],
  transaction: ['on', 'off'],
  door: ['two-way', 'one-way'],
} as const;

const keys = ['phase', 'transaction', 'door'] as const;

function readLine(draft: Draft, line: string, number: number): void {
  const [, key = '', value = ''] = /^--\s*([\w-]+):\s*(.*?)\s*$/.exec(line) ?? [];
  const known = keys.find((name) => name === key);
  const problem = known
    ? readChoice(draft, known, value)
    : key === 'waive'
      ? readWaiver(draft, value)
      : notAHeader(line);
  if (problem !== undefined) draft.problems.push({ line: number, problem });
}

function readChoice(draft: Draft, key: (typeof keys)[number], value: string): string | undefined {
  const allowed: readonly string[] = choices[key];
  if (draft[key] !== undefined) return `\`-- ${key}:\` stands here a second time. Keep one of the two lines.`;
  if (!allowed.includes(value)) return `\`${value}\` is no ${key}. Write one of: ${written(key)}.`;
  Object.assign(draft, { [key]: value });
  return undefined;
}

function readWaiver(draft: Draft, value: string): string | undefined {
  const [, rule, reason] = /^([a-z][a-z0-9-]*) because (\S.*)$/.exec(value) ?? [];
  if (rule === undefined || reason === undefined) {
    return `\`-- waive: ${value}\` gives no rule or no reason. Write \`-- waive: <rule> because <reason>\`, the rule in kebab-case.`;
  }
  if (draft.waivers.some((waiver) => waiver.rule === rule))
    return `The rule ${rule} is waived twice. Keep one of the two lines.`;
  draft.waivers.push({ rule, reason });
  return undefined;
}

function notAHeader(line: string): string {
  return `\`${line}\` is no header line: it knows phase, transaction, door and waive. Put any other comment below an empty line.`;
}

function noticeMissing(draft: Draft, headerLength: number): void {
  for (const key of keys) {
    const isMentioned =
      draft[key] !== undefined || draft.problems.some(({ problem }) => problem.includes(`is no ${key}.`));
    if (isMentioned) continue;
    draft.problems.push({
      line: Math.max(headerLength, 1),
      problem: `The header has no ${key}. Begin the file with \`-- ${key}: …\`, one of: ${written(key)}.`,
    });
  }
}

// A header line further down looks as if it counted.
function noticeStrays(draft: Draft, lines: readonly string[], firstNumber: number): void {
  lines.forEach((line, index) => {
    const [, key] = /^\s*--\s*(phase|transaction|door|waive):/.exec(line) ?? [];
    if (key === undefined) return;
    draft.problems.push({
      line: firstNumber + index,
      problem: `\`-- ${key}:\` stands below the header, where nothing reads it. Move it to the lines that begin the file.`,
    });
  });
}

function written(key: (typeof keys)[number]): string {
  return choices[key].join(', ');
}
