import { traceIdOf } from '@holdfast/telemetry';
import { currentCall } from '@holdfast/work';
import { pino, type DestinationStream, type Logger } from 'pino';
import { describeError, type DescribedError } from './describe-error.ts';
import { subjectOfCall } from './subject-of-call.ts';

const censored = ['authorization', 'cookie', 'password', 'token', 'set-cookie', 'idempotency-key'];

/**
 * JSON lines on standard output. Each line carries the trace id, the correlation id and the subject of the call that
 * it belongs to, without anybody passing them on.
 *
 * No line holds personal data as long as nobody logs a body: the platform logs none, errors are reduced to what does
 * not quote data, and the fields that hold credentials are censored.
 */
export function createLogger(
  { service, release, level }: { service: string; release: string; level: string },
  stream: DestinationStream = pino.destination({ fd: 1, sync: true }),
): Logger {
  return pino(
    {
      level,
      base: { service, release, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // A text in `error` may quote a row; the error itself is in `err`. Requests hold what people sent.
      serializers: { err: describeError, error: onlyErrors, req: nothing, res: nothing },
      redact: {
        paths: censored.flatMap((field) => [`["${field}"]`, `*["${field}"]`, `*.*["${field}"]`]),
        censor: '[censored]',
      },
      mixin: fieldsOfCall,
    },
    stream,
  );
}

function fieldsOfCall(): object {
  const call = currentCall();
  if (call === undefined) return {};
  const subject = subjectOfCall(call);
  return { traceId: traceIdOf(call.traceparent), correlationId: call.correlationId, ...(subject && { subject }) };
}

function onlyErrors(value: unknown): DescribedError | undefined {
  return value instanceof Error ? describeError(value) : undefined;
}

function nothing(): undefined {
  return undefined;
}
