import { randomUUID } from 'node:crypto';
import { newTraceparent, traceIdOf } from '@holdfast/telemetry';

/** A request of the trial that was accepted. */
export interface Placed {
  /** What the answer's Location ends in. */
  readonly subject: string;
  /** Where to ask how far it is, as a path: the service may meanwhile come back on another port. */
  readonly path: string;
  readonly traceId: string;
  readonly idempotencyKey: string;
  /** When the request was sent, on the clock of this process. */
  readonly sentAt: number;
  /** The body of the answer. */
  readonly answer: unknown;
}

/** What is sent, and where to. Sending the same key and body again is the same request. */
export interface PlaceOptions {
  readonly url: string;
  readonly body: unknown;
  readonly idempotencyKey?: string;
  readonly traceparent?: string;
  readonly timeoutMs?: number;
}

/** Sends one request. Throws NotAccepted for any answer but 2xx, and what `fetch` throws when there is no answer. */
export async function place(options: PlaceOptions): Promise<Placed> {
  const { url, body, idempotencyKey = randomUUID(), traceparent = newTraceparent(), timeoutMs = 10_000 } = options;
  const sentAt = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey, traceparent },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await response.text();
  const location = response.headers.get('location');
  if (!response.ok || location === null) throw new NotAccepted(url, response.status, text);
  const { pathname: path } = new URL(location, url);
  const subject = decodeURIComponent(path.slice(path.lastIndexOf('/') + 1));
  return { subject, path, traceId: traceIdOf(traceparent), idempotencyKey, sentAt, answer: JSON.parse(text) };
}

/** The service answered, and did not accept; or it did not say where to look. */
export class NotAccepted extends Error {
  readonly code = 'not-accepted';
  readonly status: number;
  readonly body: string;

  constructor(url: string, status: number, body: string) {
    const accepted = status >= 200 && status < 300;
    super(accepted ? `${url} answered ${status} without a Location.` : `${url} answered ${status}: ${body}`);
    this.status = status;
    this.body = body;
  }
}
