import { isIP } from 'node:net';

/**
 * Whether a request was meant for the admin listener: its `Host` is `localhost`, an address, or the listener's own name.
 * A page in a browser can make a name of its own lead to this machine, but not one of these.
 */
export function isKnownHost(host: string | undefined, own: string): boolean {
  // Only what is no browser leaves it out.
  if (host === undefined) return true;
  if (!URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  return hostname === 'localhost' || hostname === own.toLowerCase() || isIP(hostname.replaceAll(/^\[|\]$/g, '')) !== 0;
}
