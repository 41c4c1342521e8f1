import { SignJWT } from 'jose';
import { z } from 'zod';
import type { IssuerKey } from './issuer-keys.ts';

const longestS = 30 * 24 * 60 * 60;

export const TokenRequest = z.strictObject({
  subject: z.string().min(1).max(200),
  roles: z.array(z.string().min(1).max(200)),
  audience: z.string().min(1),
  expiresInS: z.int().min(1).max(longestS).default(3_600),
});
export type TokenRequest = z.infer<typeof TokenRequest>;

/** Says of anybody what is asked: that is why it is for development. */
export function signToken(
  { subject, roles, audience, expiresInS }: TokenRequest,
  by: { issuer: string; key: IssuerKey; now: Date },
): Promise<string> {
  const nowS = Math.floor(by.now.getTime() / 1_000);
  return new SignJWT({ roles })
    .setProtectedHeader({ alg: 'EdDSA', kid: by.key.kid, typ: 'JWT' })
    .setIssuer(by.issuer)
    .setSubject(subject)
    .setAudience(audience)
    .setIssuedAt(nowS)
    .setExpirationTime(nowS + expiresInS)
    .sign(by.key.privateKey);
}
