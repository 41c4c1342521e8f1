import { copiedFrom, normalized } from './normalized.ts';

/** How what came fits to what a page shows. */
export interface Comparison {
  readonly fits: boolean;
  /** What a reader would copy from the page, and what it is here: ids and ports. */
  readonly copied: ReadonlyMap<string, string>;
}

export interface ComparedOutput {
  readonly shown: readonly string[];
  readonly came: readonly string[];
  readonly anyOrder?: boolean | undefined;
  /** More may follow: the command still runs. */
  readonly mayGoOn?: boolean | undefined;
}

/** Compares by lines. One that is only `…` stands for any; at the end of a line it stands for its rest. */
export function compareOutput({ shown, came, anyOrder, mayGoOn }: ComparedOutput): Comparison {
  const wanted = [...filled(shown), ...(mayGoOn ? ['…'] : [])];
  const there = filled(came);
  const pairs = anyOrder ? inAnyOrder(wanted, there) : inOrder(wanted, there);
  if (pairs === undefined) return { fits: false, copied: new Map() };
  return { fits: true, copied: new Map(pairs.flatMap(([one, other]) => copiedPairs(one, other))) };
}

type Pair = readonly [shown: string, came: string];

function inOrder(wanted: readonly string[], there: readonly string[]): Pair[] | undefined {
  const [first, ...rest] = wanted;
  if (first === undefined) return there.length === 0 ? [] : undefined;
  if (first === '…') {
    for (let skipped = 0; skipped <= there.length; skipped += 1) {
      const found = inOrder(rest, there.slice(skipped));
      if (found) return found;
    }
    return undefined;
  }
  const [line, ...others] = there;
  if (line === undefined || !isSameLine(first, line)) return undefined;
  const found = inOrder(rest, others);
  return found && [[first, line], ...found];
}

function inAnyOrder(wanted: readonly string[], there: readonly string[]): Pair[] | undefined {
  const left = [...there];
  const pairs: Pair[] = [];
  for (const line of wanted.filter((each) => each !== '…')) {
    const at = left.findIndex((each) => isSameLine(line, each));
    if (at === -1) return undefined;
    pairs.push([line, ...(left.splice(at, 1) as [string])]);
  }
  return left.length === 0 || wanted.includes('…') ? pairs : undefined;
}

function isSameLine(shown: string, came: string): boolean {
  const wanted = normalized(shown);
  const there = normalized(came);
  return wanted.endsWith('…') ? there.startsWith(wanted.slice(0, -1)) : wanted === there;
}

function copiedPairs(shown: string, came: string): Pair[] {
  const [from, to] = [copiedFrom(shown), copiedFrom(came)];
  return from.length === to.length ? from.map((value, index) => [value, to[index]!]) : [];
}

function filled(lines: readonly string[]): string[] {
  return lines.map((line) => (line.trim() === '…' ? '…' : line)).filter((line) => line.trim() !== '');
}
