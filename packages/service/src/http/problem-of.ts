import { STATUS_CODES } from 'node:http';
import { databaseTrouble } from '@holdfast/work';
import { HttpException } from '@nestjs/common';
import { Refusal, type ProblemStatuses } from './problem.ts';

// Repeating a key with another body is found inside the transaction, so it comes as an error of the work package.
const platformStatuses: ProblemStatuses = { 'idempotency-key-reused': 409 };

/**
 * The refusal that an error becomes. An error of the app answers with the status that the app's table gives to its
 * `code`; its message is shown. Anything that nobody planned for is `internal`, and its message is not shown.
 */
export function refusalOf(error: unknown, statuses: ProblemStatuses): Refusal {
  return (
    (error instanceof Refusal ? error : undefined) ??
    plannedRefusal(error, { ...platformStatuses, ...statuses }) ??
    httpRefusal(error) ??
    databaseRefusal(error) ??
    new Refusal('internal', 500, 'Something went wrong here. The log has it under the trace id.')
  );
}

/** The refusal of a request that should bring JSON and brings nothing. */
export function emptyBody(): Refusal {
  return new Refusal('not-json', 400, 'The body is empty; JSON is expected.');
}

function plannedRefusal(error: unknown, statuses: ProblemStatuses): Refusal | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const status = Object.hasOwn(statuses, error.code) ? statuses[error.code] : undefined;
  return status === undefined ? undefined : new Refusal(error.code, status, error.message);
}

function databaseRefusal(error: unknown): Refusal | undefined {
  const trouble = databaseTrouble(error);
  if (trouble === undefined) return undefined;
  return trouble === 'away'
    ? new Refusal('database-unavailable', 503, 'The database does not answer. Send the request again.', {
        retryAfterS: 2,
      })
    : new Refusal('database-busy', 503, 'The database is too busy. Send the request again.', { retryAfterS: 1 });
}

const fastifyRefusals: Record<string, () => Refusal> = {
  FST_ERR_CTP_INVALID_JSON_BODY: () => new Refusal('not-json', 400, 'The body is not JSON.'),
  FST_ERR_CTP_EMPTY_JSON_BODY: emptyBody,
  FST_ERR_CTP_BODY_TOO_LARGE: () => new Refusal('body-too-large', 413, 'The body is larger than 64 KB.'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () =>
    new Refusal('unsupported-media-type', 415, 'The body has to be application/json.'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new Refusal('body-incomplete', 400, 'The body does not have the length that its header says.'),
  FST_ERR_BAD_URL: () => new Refusal('malformed-url', 400, 'The URL cannot be read.'),
  FST_ERR_MAX_PARAM_LENGTH: () => new Refusal('malformed-url', 414, 'A part of the URL is too long.'),
};

/** Errors of Fastify and Nest: an unknown route, a body that cannot be read, an exception that a controller throws. */
function httpRefusal(error: unknown): Refusal | undefined {
  const fastify = fastifyCodeOf(error) ?? (error instanceof Error ? fastifyCodeOf(error.cause) : undefined);
  const known = fastify === undefined ? undefined : fastifyRefusals[fastify];
  if (known !== undefined) return known();
  if (isCutShort(error)) return new Refusal('body-incomplete', 400, 'The body ended before its end.');
  if (!(error instanceof HttpException) || error.getStatus() > 499) return undefined;
  return new Refusal(kebab(STATUS_CODES[error.getStatus()] ?? 'refused'), error.getStatus(), error.message);
}

function fastifyCodeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('FST_')
    ? error.code
    : undefined;
}

// The caller went away while its body was read. Fastify adds the status; a broken database connection has none.
function isCutShort(error: unknown): boolean {
  return (
    error instanceof Error &&
    'statusCode' in error &&
    error.statusCode === 400 &&
    'code' in error &&
    error.code === 'ECONNRESET'
  );
}

function kebab(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}
