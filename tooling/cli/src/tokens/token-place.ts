import type { System } from '@holdfast/system-model';

/** Whose tokens the services of a system believe, and for whom a token must be meant. */
export interface TokenPlace {
  /** Its address, and as `iss` what its tokens say. */
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly audience: string;
}

/** Where the issuer of a system is, when the simulator of it is at this port. Undefined where nobody gives tokens. */
export function tokenPlaceOf(
  { name, issuer, outside = {} }: Pick<System, 'name' | 'issuer' | 'outside'>,
  simulatorPort: (app: string) => number,
): TokenPlace | undefined {
  const simulator = issuer === undefined ? undefined : outside[issuer]?.simulator;
  if (!simulator) return undefined;
  const url = `http://127.0.0.1:${simulatorPort(simulator.app)}/${issuer}`;
  return { issuer: url, jwksUrl: `${url}/jwks`, audience: name };
}

/** Nobody gives tokens in this system. */
export class NoIssuer extends Error {
  readonly code = 'no-issuer';

  constructor() {
    super('system.ts has no `issuer`, so nobody gives tokens here. Name one of `outside` that has a simulator of one.');
  }
}

/** What a service reads of it. Without an issuer it believes nobody. */
export function tokenEnvironment(place: TokenPlace | undefined): Record<string, string> {
  if (!place) return {};
  return { TOKEN_ISSUER: place.issuer, TOKEN_JWKS_URL: place.jwksUrl, TOKEN_AUDIENCE: place.audience };
}
