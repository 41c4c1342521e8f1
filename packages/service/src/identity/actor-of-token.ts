import type { Actor } from '@holdfast/work';
import { jwtVerify, type JWTPayload } from 'jose';
import { z } from 'zod';
import type { TokenKeys } from './token-keys.ts';

/** Whose tokens count. */
export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: TokenKeys;
}

// Signatures with a key pair alone: with HS256 among them, anybody could sign with the public key.
const algorithms = ['EdDSA', 'ES256', 'RS256', 'PS256'];
const clockToleranceS = 5;

// RFC 7519 and OpenID Connect: at most 255 ASCII characters.
const Subject = z.string().regex(/^[\x21-\x7e]{1,255}$/);
const RoleNames = z.array(z.string().min(1)).default([]);

/** The token is right in itself and says something that it may not say. */
export class UnfitClaims extends Error {
  readonly code = 'unfit-claims';
}

/**
 * Who a token speaks of. Throws for one that is expired, not from this issuer, not for this audience, or not signed by
 * one of its keys, and `IssuerUnavailable` when that cannot be found out.
 */
export async function actorOfToken(token: string, { issuer, audience, keys }: TokenRules): Promise<Actor> {
  const { payload } = await jwtVerify(token, keys, {
    issuer,
    audience,
    algorithms,
    clockTolerance: clockToleranceS,
    requiredClaims: ['sub', 'exp'],
  });
  return actorOfClaims(payload);
}

function actorOfClaims({ sub, roles }: JWTPayload): Actor {
  const [subject, names] = [Subject.safeParse(sub), RoleNames.safeParse(roles)];
  if (!subject.success) throw new UnfitClaims('`sub` is not 1 to 255 printable characters without blanks');
  if (!names.success) throw new UnfitClaims('`roles` is not a list of texts');
  if (isReserved(subject.data) || names.data.includes('service')) {
    throw new UnfitClaims('it speaks for what no token may speak for');
  }
  return { id: subject.data, roles: names.data };
}

/** Services and operators act through the broker, which knows them by their own logins; nobody is `anonymous` by a token. */
function isReserved(subject: string): boolean {
  return /^(service:|operator:|anonymous$)/i.test(subject);
}
