/** One thing that is wrong with a request: where, and what was expected there. Never what was sent. */
export interface ProblemAt {
  readonly path: string;
  readonly message: string;
}

/**
 * The body of every answer that is not a success: `application/problem+json`, RFC 9457.
 *
 * Programs decide by `code`, which does not change; people read `title` and `detail`, which may.
 */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly instance: string;
  readonly code: string;
  readonly traceId?: string;
  readonly problems?: readonly ProblemAt[];
}

/** Which status a domain error's `code` answers with. An app writes one table, in its `http` folder. */
export type ProblemStatuses = Readonly<Record<string, number>>;

/** Thrown by the platform's own HTTP layer: a refusal that already knows its code and status. */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  readonly problems: readonly ProblemAt[] | undefined;
  readonly retryAfterS: number | undefined;
  /** What `www-authenticate` asks for. */
  readonly challenge: string | undefined;

  constructor(
    code: string,
    status: number,
    detail: string,
    more: { problems?: readonly ProblemAt[]; retryAfterS?: number; challenge?: string; cause?: unknown } = {},
  ) {
    super(detail, { cause: more.cause });
    this.code = code;
    this.status = status;
    this.problems = more.problems;
    this.retryAfterS = more.retryAfterS;
    this.challenge = more.challenge;
  }
}

/** The refusal of an address that leads nowhere. */
export function unknownRoute(): Refusal {
  return new Refusal('unknown-route', 404, 'There is nothing at this address.');
}
