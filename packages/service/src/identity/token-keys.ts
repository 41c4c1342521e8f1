import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';

/** Finds the key that a token says it is signed with. Throws `IssuerUnavailable` when the issuer cannot be asked. */
export type TokenKeys = JWTVerifyGetKey;

/** The issuer's keys cannot be had, so nothing is known about the token: neither that it is right nor that it is wrong. */
export class IssuerUnavailable extends Error {
  readonly code = 'issuer-unavailable';

  constructor(cause: unknown) {
    super('The keys of the issuer of tokens cannot be had.', { cause });
  }
}

/**
 * The keys behind a URL (JWKS). They are asked for when the first token comes, again after ten minutes, and when a
 * token names a key that is not known, which is how a rotation is noticed; for that last reason at most every few
 * seconds, because anybody can name a key.
 */
export function remoteKeys(url: string, { cooldownMs = 5_000 } = {}): TokenKeys {
  const keys = createRemoteJWKSet(new URL(url), { timeoutDuration: 2_000, cooldownDuration: cooldownMs });
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      throw new IssuerUnavailable(error);
    }
  };
}
