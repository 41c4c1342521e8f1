import { z } from 'zod';
import type { Attempt } from '../performer.ts';
import type { AnswerOf, Answers, OutsideHttp } from './outside-http.ts';

/** How the outside answers what was asked of it, and where else to look. */
export interface Remembered<A extends Answers, O = AnswerOf<A>> {
  /** The same ones as when it was asked. */
  readonly answers: A;
  /** Looks into what the outside has done, without its memory of keys: the outcome, or `unknown` where nothing is found. */
  readonly lookUp: () => Promise<O | 'unknown'>;
}

/**
 * What an outside remembers of idempotency keys, for one that lets them be looked up (`GET <path>/<key>`) and cancelled
 * (`POST <path>/<key>/cancel`). It answers with `{ status: 'done', answer: { status, body } }`, `{ status: 'cancelled' }`, or 404 for a key
 * that it does not know. It may forget a key after that has done its work, so a key alone never says that nothing has happened.
 */
export class OutsideKeys {
  private readonly http: OutsideHttp;
  private readonly path: string;

  constructor(http: OutsideHttp, path: string) {
    this.http = http;
    this.path = path;
  }

  /** What became of an attempt: as the key says, else as the look-up finds. */
  async findOut<A extends Answers>(
    attempt: Attempt,
    { answers, lookUp }: Remembered<A>,
  ): Promise<AnswerOf<A> | 'unknown'> {
    const key = await this.http.ask('GET', this.pathOf(attempt), { attempt, answers: KeyAnswers });
    return outcomeOf(key, answers) ?? lookUp();
  }

  /** Makes sure that it will not happen any more. A key that is cancelled is believed only where the look-up finds nothing. */
  async giveUp<A extends Answers>(
    attempt: Attempt,
    { answers, lookUp }: Remembered<A>,
  ): Promise<AnswerOf<A> | 'cancelled' | 'unknown'> {
    const key = await this.http.ask('POST', `${this.pathOf(attempt)}/cancel`, { attempt, answers: KeyAnswers });
    const outcome = outcomeOf(key, answers) ?? (await lookUp());
    return outcome === 'unknown' && key.status === 'cancelled' ? 'cancelled' : outcome;
  }

  private pathOf({ idempotencyKey }: Attempt): string {
    return `${this.path}/${encodeURIComponent(idempotencyKey)}`;
  }
}

const Done = z.object({ status: z.literal('done'), answer: z.object({ status: z.int(), body: z.unknown() }) });
const Cancelled = z.object({ status: z.literal('cancelled') });
const KeyAnswers = {
  200: z.union([Done, Cancelled]),
  404: z.object({ code: z.literal('unknown-key') }).transform(() => ({ status: 'unknown' }) as const),
};

// A refusal that is no outcome says nothing: another key may have done it.
function outcomeOf<A extends Answers>(key: AnswerOf<typeof KeyAnswers>, answers: A): AnswerOf<A> | undefined {
  if (key.status !== 'done') return undefined;
  return answers[key.answer.status]?.safeParse(key.answer.body).data as AnswerOf<A> | undefined;
}
