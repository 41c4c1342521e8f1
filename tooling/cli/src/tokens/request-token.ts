import type { TrialActor } from '@holdfast/system-model';
import type { TokenPlace } from './token-place.ts';

/** A token, and until when its bearer is believed. */
export interface GivenToken {
  readonly token: string;
  readonly expiresAt: Date;
}

export interface TokenWish {
  readonly place: Pick<TokenPlace, 'issuer' | 'audience'>;
  readonly actor: TrialActor;
  /** An hour when left out. */
  readonly expiresInS?: number;
  readonly timeoutMs?: number;
}

/** Asks the issuer for a token that says that its bearer is `actor`. Throws TokenNotGiven. */
export async function requestToken({ place, actor, expiresInS, timeoutMs = 5_000 }: TokenWish): Promise<GivenToken> {
  const askedAt = Date.now();
  const wanted = { subject: actor.id, roles: actor.roles, audience: place.audience, expiresInS };
  const { token, expiresInS: givenS } = await ask(`${place.issuer}/token`, JSON.stringify(wanted), timeoutMs);
  return { token, expiresAt: new Date(askedAt + givenS * 1_000) };
}

interface Answer {
  readonly token: string;
  readonly expiresInS: number;
}

async function ask(url: string, body: string, timeoutMs: number): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { method: 'POST', headers, body, signal }).catch((error: unknown) => {
    throw new TokenNotGiven(url, `does not answer (${causeOf(error)})`);
  });
  const text = await response.text();
  if (!response.ok) throw new TokenNotGiven(url, `answers ${response.status}: ${text}`);
  return JSON.parse(text) as Answer;
}

/** `fetch` says only that it failed; why is in the cause. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}

/** The issuer gave no token, so nobody can say to the services who he is. */
export class TokenNotGiven extends Error {
  readonly code = 'token-not-given';

  constructor(url: string, why: string) {
    super(`There is no token: ${url} ${why}. ./holdfast status says whether the simulator of the issuer runs.`);
  }
}
