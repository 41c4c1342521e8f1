import type { Money } from '@holdfast/contract-kit/money';
import { isSameFact, type Fact } from './fact.ts';
import { postingsOf, type Posting } from './posting.ts';
import { judge, type Mismatch, type MismatchKind, type Patience, type Verdict } from './verdict.ts';

/** What finance knows of one order, and what it has made of it. */
export interface OrderBooks {
  readonly orderId: string;
  readonly facts: readonly Fact[];
  /** The names of its postings. */
  readonly booked: readonly string[];
  readonly state: Verdict['state'];
  readonly heardAt: Date;
  readonly settledAt: Date | undefined;
  /** The kinds of mismatch that everybody was told. */
  readonly told: readonly MismatchKind[];
}

export interface Heard {
  readonly books: OrderBooks;
  readonly postings: readonly Posting[];
  readonly news: readonly News[];
}

export type News =
  | { readonly type: 'settled'; readonly amount: Money }
  | { readonly type: 'mismatched'; readonly mismatch: Mismatch };

export function openBooks(orderId: string): OrderBooks {
  return { orderId, facts: [], booked: [], state: 'open', heardAt: new Date(0), settledAt: undefined, told: [] };
}

export function hear(books: OrderBooks, fact: Fact, now: Date): Heard {
  if (books.facts.some((known) => isSameFact(known, fact))) return { books, postings: [], news: [] };
  return judged({ ...books, facts: [...books.facts, fact], heardAt: now }, now);
}

export function losePatience(books: OrderBooks, now: Date): Heard {
  return judged(books, now, { isOver: true });
}

function judged(books: OrderBooks, now: Date, patience?: Patience): Heard {
  const verdict = judge(books.facts, patience);
  const postings = postingsOf(books.facts).filter(({ name }) => !books.booked.includes(name));
  const untold = mismatchesOf(verdict).filter(({ kind }) => !books.told.includes(kind));
  return {
    postings,
    news: [...settlement(books, verdict), ...untold.map((mismatch) => ({ type: 'mismatched', mismatch }) as const)],
    books: {
      ...books,
      booked: [...books.booked, ...postings.map(({ name }) => name)],
      state: verdict.state,
      settledAt: books.settledAt ?? (verdict.state === 'settled' ? now : undefined),
      told: [...books.told, ...untold.map(({ kind }) => kind)],
    },
  };
}

// An order settles once, also when something comes between and it comes right again.
function settlement({ settledAt }: OrderBooks, verdict: Verdict): News[] {
  return verdict.state === 'settled' && !settledAt ? [{ type: 'settled', amount: verdict.amount }] : [];
}

function mismatchesOf(verdict: Verdict): readonly Mismatch[] {
  return verdict.state === 'mismatched' ? verdict.mismatches : [];
}
