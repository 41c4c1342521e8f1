import { createLocalJWKSet, type JSONWebKeySet } from 'jose';

/** How long what; the defaults are meant. */
export interface IssuerKeysOptions {
  /** Between two questions, whatever came of the first. */
  readonly cooldownMs?: number;
  readonly now?: () => Date;
}

type KeySet = ReturnType<typeof createLocalJWKSet>;

const minuteMs = 60_000;
const askedAgainAfterMs = 10 * minuteMs;
/** As long as they count while the issuer is away: longer than a provider is, and not for ever, because one may have been withdrawn. */
const believedForMs = 24 * 60 * minuteMs;
const timeoutMs = 2_000;

/** The issuer's keys cannot be had, so nothing is known about the token: neither that it is right nor that it is wrong. */
export class IssuerUnavailable extends Error {
  readonly code = 'issuer-unavailable';

  constructor(cause: unknown) {
    super('The keys of the issuer of tokens cannot be had.', { cause });
  }
}

/** The keys of an issuer, as it last published them. jose's own would believe none of them once they are ten minutes old. */
export class IssuerKeys {
  private readonly url: string;
  private readonly cooldownMs: number;
  private readonly now: () => number;
  private known: { readonly keys: KeySet; readonly atMs: number } | undefined;
  private askedAtMs = Number.NEGATIVE_INFINITY;
  private asking: Promise<void> | undefined;
  private failure: { readonly cause: unknown } | undefined;

  constructor(url: string, { cooldownMs = 5_000, now = () => new Date() }: IssuerKeysOptions) {
    this.url = url;
    this.cooldownMs = cooldownMs;
    this.now = () => now().getTime();
  }

  /** What is known, as new as it has to be. Rejects with `IssuerUnavailable` when that is nothing, or too old. */
  async keys(): Promise<KeySet> {
    if (this.ageMs() >= askedAgainAfterMs) {
      const asked = this.ask();
      // Who is known to be away is waited for by those alone who cannot do without.
      if (!this.failure || this.ageMs() > believedForMs) await asked;
    }
    if (!this.known || this.ageMs() > believedForMs) throw new IssuerUnavailable(this.failure?.cause);
    return this.known.keys;
  }

  /** For a key that was not there: what the issuer publishes now. While it is away, whether it has that key is not known. */
  async newerKeys(): Promise<KeySet> {
    await this.ask();
    if (this.failure || !this.known) throw new IssuerUnavailable(this.failure?.cause);
    return this.known.keys;
  }

  private ageMs(): number {
    return this.known ? this.now() - this.known.atMs : Number.POSITIVE_INFINITY;
  }

  /** One question at a time, and none during the cooldown. Never rejects. */
  private ask(): Promise<void> {
    if (this.asking || this.now() - this.askedAtMs < this.cooldownMs) return this.asking ?? Promise.resolve();
    this.askedAtMs = this.now();
    this.asking = this.askNow().finally(() => (this.asking = undefined));
    return this.asking;
  }

  private async askNow(): Promise<void> {
    try {
      const atMs = this.now();
      this.known = { keys: createLocalJWKSet(await keySetAt(this.url)), atMs };
      this.failure = undefined;
    } catch (cause) {
      this.failure = { cause };
    }
  }
}

async function keySetAt(url: string): Promise<JSONWebKeySet> {
  // A redirection could lead to plain http, which the configuration refuses.
  const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
  if (response.status !== 200) throw new Error(`The keys of the issuer came with status ${response.status}.`);
  return (await response.json()) as JSONWebKeySet;
}
