import { errors, type JWTVerifyGetKey } from 'jose';
import { IssuerKeys, type IssuerKeysOptions } from './issuer-keys.ts';

/** Finds the key that a token says it is signed with. Throws `IssuerUnavailable` when that cannot be found out. */
export type TokenKeys = JWTVerifyGetKey;

/**
 * The keys behind a URL (JWKS). They are asked for when the first token comes, again after ten minutes, and when a
 * token names a key that is not known, which is how a rotation is noticed; at most every few seconds, whether the
 * issuer answers or not, because anybody can name a key. While it is away, what is known goes on counting, for a day.
 */
export function remoteKeys(url: string, options: IssuerKeysOptions = {}): TokenKeys {
  const issuer = new IssuerKeys(url, options);
  return async (header, token) => {
    const known = await issuer.keys();
    try {
      return await known(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      return await (
        await issuer.newerKeys()
      )(header, token);
    }
  };
}
