import type { Actor } from '@holdfast/work';
import { errors } from 'jose';
import type { ServiceConfig } from '../config/service-config.ts';
import { Refusal } from '../http/problem.ts';
import { actorOfToken, UnfitClaims, type TokenRules } from './actor-of-token.ts';
import { remoteKeys, type TokenKeys } from './token-keys.ts';

/** Who asks. `refusal` is why that is nobody; a route that is not public answers with it. */
export interface Identity {
  readonly actor: Actor;
  readonly refusal?: Refusal;
}

/** Reads the `authorization` header of a request. Never rejects: what is wrong with it is for the route to decide. */
export type Authentication = (authorization: string | undefined) => Promise<Identity>;

const anonymous: Actor = { id: 'anonymous', roles: [] };
const jwt = /^Bearer +([\w-]+\.[\w-]+\.[\w-]*)$/i;

/** Authentication by tokens of the configured issuer; of nobody when none is configured. */
export function authenticationFor(config: ServiceConfig, given?: TokenKeys): Authentication {
  const rules = tokenRulesOf(config, given);
  return async (authorization) => {
    if (authorization === undefined) return { actor: anonymous, refusal: unauthenticated('This needs a token.') };
    if (!rules) return { actor: anonymous, refusal: unauthenticated('No issuer of tokens is known here.') };
    const token = jwt.exec(authorization)?.[1];
    if (token === undefined) return { actor: anonymous, refusal: invalidToken('It is not `Bearer` and a JWT.') };
    return actorOfToken(token, rules).then(
      (actor) => ({ actor }),
      (error: unknown) => ({ actor: anonymous, refusal: refusalOf(error) }),
    );
  };
}

/** Whose tokens count; nobody's where the configuration names no issuer. */
function tokenRulesOf(config: ServiceConfig, given?: TokenKeys): TokenRules | undefined {
  const { TOKEN_ISSUER: issuer, TOKEN_AUDIENCE: audience, TOKEN_JWKS_URL: url } = config;
  const keys = given ?? (url === undefined ? undefined : remoteKeys(url));
  return issuer === undefined || audience === undefined || keys === undefined ? undefined : { issuer, audience, keys };
}

function unauthenticated(detail: string): Refusal {
  return new Refusal('unauthenticated', 401, detail, { challenge: 'Bearer' });
}

function invalidToken(detail: string): Refusal {
  return new Refusal('invalid-token', 401, `The token is not accepted. ${detail}`, {
    challenge: 'Bearer error="invalid_token"',
  });
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof errors.JWTExpired) return invalidToken('It has expired.');
  if (error instanceof UnfitClaims || error instanceof errors.JOSEError) return invalidToken(`${error.message}.`);
  const more = { retryAfterS: 5, cause: error };
  return new Refusal('issuer-unavailable', 503, 'Whether the token is right cannot be found out now.', more);
}
