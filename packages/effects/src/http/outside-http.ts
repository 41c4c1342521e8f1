import type { z } from 'zod';
import type { Attempt } from '../performer.ts';
import { AnswerLost, UnexpectedAnswer } from './answer-lost.ts';
import { boundedText } from './bounded-text.ts';
import { understand } from './understand.ts';

/** Where a system outside is, and how to talk to it. */
export interface OutsideHttpOptions {
  /** Paths come behind it. */
  readonly url: string;
  /** Sent with every request, such as `authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A longer answer is not read: its meaning is lost. One million, unless said. */
  readonly longestAnswerBytes?: number;
}

/** What each status that is understood brings. Any other one is no answer. */
export type Answers = Readonly<Record<number, z.ZodType>>;

export type AnswerOf<A extends Answers> = z.output<A[keyof A]>;

/** A request, apart from its method and path. */
export interface Question<A extends Answers> {
  /** Its signal ends the request, also while the answer is being read. */
  readonly attempt: Attempt;
  readonly answers: A;
  readonly query?: Readonly<Record<string, string>>;
}

/**
 * Asks a system outside, in JSON over HTTP. It hands over what `answers` understands and throws everything else, which says
 * nothing about what has happened outside. It never asks twice and follows no redirect: whether to ask again is decided by whoever makes attempts.
 */
export class OutsideHttp {
  private readonly options: OutsideHttpOptions;

  constructor(options: OutsideHttpOptions) {
    this.options = options;
  }

  /** Looks. */
  get<A extends Answers>(path: string, question: Question<A>): Promise<AnswerOf<A>> {
    return this.ask('GET', path, question);
  }

  /** Acts, under the idempotency key of the attempt. */
  post<A extends Answers>(path: string, question: Question<A> & { readonly body: object }): Promise<AnswerOf<A>> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': question.attempt.idempotencyKey };
    return this.ask('POST', path, { ...question, headers, body: JSON.stringify(question.body) });
  }

  /** Any other request. It is sent without an idempotency key. */
  async ask<A extends Answers>(
    method: string,
    path: string,
    { attempt, answers, query, headers, body }: Question<A> & Sent,
  ): Promise<AnswerOf<A>> {
    const what = `${method} ${path}`;
    const url = this.urlOf(path, query);
    const all = { accept: 'application/json', ...this.options.headers, ...headers };
    const { status, text } = await this.exchange(what, url, {
      method,
      headers: all,
      body: body ?? null,
      signal: attempt.signal,
    });
    const meaning = understand(text, answers[status]);
    if ('misfit' in meaning) throw new UnexpectedAnswer(what, status, meaning.misfit);
    return meaning.value as AnswerOf<A>;
  }

  private urlOf(path: string, query: Question<Answers>['query'] = {}): URL {
    const url = new URL(this.options.url.replace(/\/$/, '') + path);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }

  private async exchange(what: string, url: URL, request: RequestInit & { readonly signal: AbortSignal }) {
    try {
      const response = await fetch(url, { ...request, redirect: 'error' });
      const text = await boundedText(response, this.options.longestAnswerBytes ?? 1_000_000);
      return { status: response.status, text };
    } catch (error) {
      request.signal.throwIfAborted();
      throw new AnswerLost(what, error);
    }
  }
}

interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}
