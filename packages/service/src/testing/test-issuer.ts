import type { Actor } from '@holdfast/work';
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { TokenKeys } from '../identity/token-keys.ts';

/** An issuer of tokens that is made for one test. */
export interface TestIssuer {
  /** What a service has to be configured with to believe it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly keys: TokenKeys;
  /** What a request of this actor carries. */
  headersOf(actor: Actor): Promise<{ authorization: string }>;
}

const [issuer, audience] = ['https://issuer.test', 'a-test'];

/** Makes one, with a key pair of its own; nothing listens behind its URL. */
export async function testIssuer(): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA');
  const sign = (actor: Actor) =>
    new SignJWT({ roles: [...actor.roles] })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setSubject(actor.id)
      .setIssuer(issuer)
      .setAudience(audience)
      .setExpirationTime('1h')
      .sign(privateKey);
  return {
    environment: { TOKEN_ISSUER: issuer, TOKEN_AUDIENCE: audience, TOKEN_JWKS_URL: `${issuer}/jwks` },
    keys: createLocalJWKSet({ keys: [await exportJWK(publicKey)] }),
    headersOf: async (actor) => ({ authorization: `Bearer ${await sign(actor)}` }),
  };
}
