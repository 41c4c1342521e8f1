import { messageOfError } from '@holdfast/work';

/** A request without an answer. Whether it has arrived nobody knows. */
export class AnswerLost extends Error {
  readonly code = 'answer-lost';

  constructor(what: string, cause: unknown) {
    super(`${what}: the answer is lost. ${reasonsOf(cause).join(': ')}`, { cause });
  }
}

/** An answer that nobody understands, of which something may have happened all the same. */
export class UnexpectedAnswer extends Error {
  readonly code = 'unexpected-answer';
  readonly status: number;

  constructor(what: string, status: number, misfit: string) {
    super(`${what} was answered with ${status}: ${misfit}`);
    this.status = status;
  }
}

// fetch says only that it has failed; why stands in its cause.
function reasonsOf(error: unknown): string[] {
  const cause = error instanceof Error ? error.cause : undefined;
  return [messageOfError(error), ...(cause === undefined ? [] : reasonsOf(cause))];
}
