import type { ServerOptions } from 'node:http';

/** What one caller may take of a server, on either listener. A caller who is slower is cut off, a larger one refused. */
export const serverLimits = {
  headerBytes: 16 * 1024,
  bodyBytes: 64 * 1024,
  headersWithinMs: 10_000,
  requestWithinMs: 30_000,
  /** How often it is looked for those who are too slow, so they have up to that much longer. */
  lookEveryMs: 5_000,
  connections: 1_000,
  adminConnections: 100,
} as const;

/** The same, as Node takes it. */
export const nodeLimits: ServerOptions = {
  maxHeaderSize: serverLimits.headerBytes,
  headersTimeout: serverLimits.headersWithinMs,
  requestTimeout: serverLimits.requestWithinMs,
  connectionsCheckingInterval: serverLimits.lookEveryMs,
};
