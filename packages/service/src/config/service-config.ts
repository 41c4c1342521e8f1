import { z } from 'zod';
import { httpUrl } from './http-url.ts';

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

/**
 * What every service reads from its environment. An app adds its own with `ServiceConfig.extend({ … })`.
 *
 * Secrets come from the environment alone. `PORT=0` takes any free port; the log says which. `PUBLIC_URL` is where the
 * outside reaches the service; one that hands it out says `PUBLIC_URL: ServiceConfig.shape.PUBLIC_URL.unwrap()`.
 */
export const ServiceConfig = z.object({
  PORT: port,
  HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: databaseUrl,
  RELAY_DATABASE_URL: databaseUrl,
  KAFKA_BROKERS: addresses,
  KAFKA_USERNAME: z.string().optional(),
  KAFKA_PASSWORD: z.string().optional(),
  HOLDFAST_NAMESPACE: z
    .string()
    .regex(/^[a-z][a-z0-9]*$/, 'expected small letters and digits, a letter first')
    .or(z.literal(''))
    .default(''),
  HOLDFAST_RELEASE: z.string().default('unreleased'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  SHUTDOWN_DEADLINE_MS: wholeNumber.default(10_000),
  PUBLIC_URL: httpUrl.optional(),
});
export type ServiceConfig = z.infer<typeof ServiceConfig>;
