import type { z } from 'zod';

/**
 * The keys that tokens are checked with decide who may do what, so nobody on the way may exchange them: https, or this
 * machine, or a network that somebody says is safe.
 */
export function insecureKeys(given: Readonly<Record<string, string>>): z.core.$ZodIssue[] {
  const { TOKEN_JWKS_URL: url, TOKEN_JWKS_INSECURE: insecure } = given;
  if (url === undefined || insecure === 'allowed' || !isOnTheWay(url)) return [];
  const message =
    'expected https, because of plain http anybody on the way can sign tokens; TOKEN_JWKS_INSECURE=allowed where nobody is';
  return [{ code: 'custom', path: ['TOKEN_JWKS_URL'], message, input: undefined, params: {} }];
}

function isOnTheWay(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
