import { randomUUID } from 'node:crypto';
import type { TrialActor } from '@holdfast/system-model';
import { newTraceparent, traceIdOf } from '@holdfast/telemetry';

/** A request of the trial that was accepted. */
export interface Placed {
  /** What the answer's Location ends in. */
  readonly subject: string;
  /** Where to ask how far it is, as a path: the service may meanwhile come back on another port. */
  readonly path: string;
  readonly traceId: string;
  readonly idempotencyKey: string;
  /** Who sent it, and may ask how far it is; undefined when nobody said. */
  readonly as?: TrialActor;
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
  /** Who sends it, and the token that says so. */
  readonly as?: TrialActor;
  readonly token?: string;
  readonly traceparent?: string;
  readonly timeoutMs?: number;
}

/** Sends one request. Throws NotAccepted for any answer but 2xx, and what `fetch` throws when there is no answer. */
export async function place(options: PlaceOptions): Promise<Placed> {
  const { url, body, idempotencyKey = randomUUID(), traceparent = newTraceparent(), timeoutMs = 10_000 } = options;
  const { as, token } = options;
  const sentAt = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': idempotencyKey,
      traceparent,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await response.text();
  const location = response.headers.get('location');
  if (response.status === 401 && token === undefined) throw new NobodyAsked(url, text);
  if (!response.ok || location === null) throw new NotAccepted(url, response.status, text);
  const { pathname: path } = new URL(location, url);
  const subject = decodeURIComponent(path.slice(path.lastIndexOf('/') + 1));
  const traceId = traceIdOf(traceparent);
  return { subject, path, traceId, idempotencyKey, ...(as && { as }), sentAt, answer: JSON.parse(text) };
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

/** The service wants to know who is asking, and the system says nothing of it. */
export class NobodyAsked extends NotAccepted {
  constructor(url: string, body: string) {
    super(url, 401, body);
    this.message += `\nNobody says who is asking. In system.ts, name an \`issuer\` that gives tokens, and in \`trial\` say \`as\` whom it is sent.`;
  }
}
