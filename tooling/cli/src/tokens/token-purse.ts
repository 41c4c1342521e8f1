import type { TrialActor } from '@holdfast/system-model';
import { requestToken, type GivenToken } from './request-token.ts';
import type { TokenPlace } from './token-place.ts';

/**
 * Keeps a token for each actor, so that many requests ask the issuer once, and go on while it is away. One is asked for anew
 * when half of its time is over.
 */
export class TokenPurse {
  readonly #place: () => TokenPlace;
  readonly #now: () => number;
  readonly #kept = new Map<string, { readonly renewAt: number; readonly given: Promise<GivenToken> }>();

  constructor(place: () => TokenPlace, now: () => number = Date.now) {
    this.#place = place;
    this.#now = now;
  }

  /** Throws TokenNotGiven. */
  async tokenFor(actor: TrialActor): Promise<string> {
    const key = JSON.stringify([actor.id, actor.roles]);
    const kept = this.#kept.get(key);
    if (kept && this.#now() < kept.renewAt) return (await kept.given).token;
    const given = requestToken({ place: this.#place(), actor, expiresInS: lifetimeS });
    this.#kept.set(key, { given, renewAt: this.#now() + (lifetimeS * 1_000) / 2 });
    // What was not given is not kept.
    given.catch(() => this.#kept.delete(key));
    return (await given).token;
  }
}

const lifetimeS = 3_600;
