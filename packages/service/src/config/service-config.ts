import { z } from 'zod';
import { httpUrl } from './http-url.ts';
import { secret } from './secret.ts';

const databaseUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'expected postgres://user:password@host:port/database',
});
const wholeNumber = z
  .string()
  .regex(/^\d{1,9}$/, 'expected a whole number')
  .transform(Number);
const port = wholeNumber.refine((value) => value <= 65_535, 'expected a port from 0 to 65535');
const addresses = z
  .string()
  .regex(/^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$/, 'expected host:port, or several with commas between them')
  .transform((list) => list.split(','));
const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);
const networks = z
  .string()
  .transform((list) => list.split(',').map((one) => one.trim()))
  .refine((list) => list.every((one) => network.safeParse(one).success), {
    error: 'expected addresses or networks such as 10.0.0.0/8, with commas between them',
  });

/**
 * What every service reads from its environment. An app adds its own with `ServiceConfig.extend({ … })`.
 *
 * Secrets come from the environment, or from a file that `<NAME>_FILE` names. `PORT=0` takes any free port; the log says which. `PUBLIC_URL` is where the
 * outside reaches the service; one that hands it out says `PUBLIC_URL: ServiceConfig.shape.PUBLIC_URL.unwrap()`.
 */
export const ServiceConfig = z.object({
  PORT: port.describe('Where it listens; 0 takes any free port, and the log says which.'),
  HOST: z
    .string()
    .default('127.0.0.1')
    .describe('The address that it listens on; 0.0.0.0 for every one, as in a container.'),
  DATABASE_URL: secret(databaseUrl, 'Its database, as its own role.'),
  RELAY_DATABASE_URL: secret(databaseUrl, 'The same database, as the role that empties the outbox.'),
  KAFKA_BROKERS: addresses.describe('Some brokers of the cluster: host:port, several with commas between.'),
  KAFKA_USERNAME: z.string().optional().describe('Its login at the broker; leave it out where the broker has none.'),
  KAFKA_PASSWORD: secret(z.string(), 'The password of that login.').optional(),
  KAFKA_TLS: z.enum(['off', 'required']).default('off').describe('Whether brokers are spoken to over TLS.'),
  KAFKA_SASL_MECHANISM: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512'])
    .default('plain')
    .describe('How it proves who it is to the broker.'),
  KAFKA_SESSION_TIMEOUT_MS: wholeNumber
    .refine((ms) => ms >= 1_000 && ms <= 300_000, 'expected 1000 to 300000 milliseconds')
    .default(10_000)
    .describe('After how long a silent consumer gives its partitions to another process.'),
  ADMIN_PORT: port.default(0).describe('Where its admin routes answer; 0 takes any free port, and the log says which.'),
  ADMIN_HOST: z.string().default('127.0.0.1').describe('The address of those; keep it where only operators come.'),
  TOKEN_ISSUER: z.string().describe('Whose tokens count: their `iss`.').optional(),
  TOKEN_JWKS_URL: httpUrl.describe('Where the keys of that issuer are.').optional(),
  TOKEN_AUDIENCE: z.string().describe('Whom tokens have to be for: their `aud`.').optional(),
  TOKEN_JWKS_INSECURE: z
    .literal('allowed')
    .describe('Lets the keys come over plain http from another machine.')
    .optional(),
  RATE_LIMIT_PER_MINUTE: wholeNumber
    .refine((count) => count > 0, 'expected a whole number above 0')
    .default(600)
    .describe('How many requests a minute an actor may send, or an address without a token.'),
  TRUSTED_PROXIES: networks
    .describe('Whose `x-forwarded-for` is believed: addresses or networks such as 10.0.0.0/8, commas between.')
    .optional(),
  HOLDFAST_NAMESPACE: z
    .string()
    .regex(/^[a-z][a-z0-9]*$/, 'expected small letters and digits, a letter first')
    .or(z.literal(''))
    .default('')
    .describe('What the names of topics and groups begin with, where systems share a broker.'),
  HOLDFAST_RELEASE: z
    .string()
    .default('unreleased')
    .describe('What runs, for logs and documentation: a version or a commit.'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('The least that is worth a line in the log.'),
  SHUTDOWN_DEADLINE_MS: wholeNumber.default(10_000).describe('How long it may take to end in order after SIGTERM.'),
  PUBLIC_URL: httpUrl.describe('Where the outside reaches it, for what it hands out.').optional(),
});
export type ServiceConfig = z.infer<typeof ServiceConfig>;
