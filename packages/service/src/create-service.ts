import { VersioningType, type DynamicModule, type Type } from '@nestjs/common';
import { DiscoveryService, NestFactory } from '@nestjs/core';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { guardRequests } from './access/guard-requests.ts';
import { RouteBook, type RouteFacts } from './access/route-book.ts';
import { AdminListener } from './admin/admin-listener.ts';
import type { ServiceConfig } from './config/service-config.ts';
import { giveCalls } from './http/call-of-request.ts';
import { Door } from './http/door.ts';
import { fastifyServer } from './http/fastify-server.ts';
import { InputValidation } from './http/input-validation.ts';
import { serveOpenApi } from './http/open-api.ts';
import { ProblemFilter } from './http/problem-filter.ts';
import { rateLimitFor } from './http/rate-limit.ts';
import { logRequests } from './http/request-log.ts';
import { sendSecurityHeaders } from './http/security-headers.ts';
import { authenticationFor } from './identity/authentication.ts';
import type { TokenKeys } from './identity/token-keys.ts';
import { createLogger } from './logs/logger.ts';
import { nestLogger } from './logs/nest-logger.ts';
import { ServiceRuntime } from './runtime/service-runtime.ts';
import { optionsOf, type GivenOptions } from './service-options.ts';
import { CONFIG, LOGGER } from './tokens.ts';
import { refuseTraps, type Edges } from './traps/refuse-traps.ts';

/** A service that is put together and has not begun: it does not listen, and takes and sends no message. */
export interface Service {
  readonly app: NestFastifyApplication;
  /** Its second listener, for those who run it. */
  readonly admin: AdminListener;
  readonly door: Door;
  readonly runtime: ServiceRuntime;
  /** What it does besides answering requests, for `runtime.start`. */
  readonly edges: Edges;
  readonly logger: Logger;
  /** Every route that it has. */
  routes(): readonly RouteFacts[];
}

/** What a test puts in place of the service's own. */
export interface Given {
  readonly logger?: Logger;
  /** Finds the keys that tokens are checked with, in place of those behind `TOKEN_JWKS_URL`. */
  readonly keys?: TokenKeys;
}

/**
 * Puts a service together without beginning anything, for `startService` and for tests that use `app.inject()`.
 *
 * Throws `RefusedToStart` when something in it would silently not do what it says.
 */
export async function createService(module: Type, config: ServiceConfig, given: Given = {}): Promise<Service> {
  const options = optionsOf(module);
  const parts = { door: new Door(), book: new RouteBook(), logger: given.logger ?? loggerFor(options, config) };
  const adapter = await serverFor(config, { ...parts, ...given });
  const app = await NestFactory.create<NestFastifyApplication>(rootOf(module, config, parts), adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: nestLogger(parts.logger),
  });
  const edges = refuseTraps(app.get(DiscoveryService), options.service);
  const runtime = app.get(ServiceRuntime);
  runtime.effects.perform(edges.performances, runtime.engine);
  await prepareHttp(app, { options, config, ...parts });
  const admin = new AdminListener(adapter.getInstance());
  return { app, admin, edges, runtime, door: parts.door, logger: parts.logger, routes: () => parts.book.all() };
}

function loggerFor({ service }: GivenOptions, { HOLDFAST_RELEASE: release, LOG_LEVEL: level }: ServiceConfig): Logger {
  return createLogger({ service: service.name, release, level });
}

interface Parts {
  readonly door: Door;
  readonly book: RouteBook;
  readonly logger: Logger;
}

/**
 * The server, with everything that comes before a route. It is hung in before Nest is given the server, because hooks
 * run in the order in which they are added, and Nest adds what runs middleware.
 */
async function serverFor(
  config: ServiceConfig,
  { door, book, logger, keys }: Parts & Pick<Given, 'keys'>,
): Promise<FastifyAdapter> {
  const adapter = fastifyServer(config.TRUSTED_PROXIES);
  const fastify: FastifyInstance = adapter.getInstance();
  book.hangInto(fastify);
  await sendSecurityHeaders(fastify);
  const limit = await rateLimitFor(fastify, config.RATE_LIMIT_PER_MINUTE);
  giveCalls(fastify, authenticationFor(config, keys));
  logRequests(fastify, logger);
  guardRequests(fastify, { limit, logger, adminHost: config.ADMIN_HOST });
  door.hangInto(fastify);
  return adapter;
}

function rootOf(module: Type, config: ServiceConfig, { logger, door, book }: Parts): DynamicModule {
  class Root {}
  const providers = [
    { provide: CONFIG, useValue: config },
    { provide: LOGGER, useValue: logger },
    { provide: Door, useValue: door },
    { provide: RouteBook, useValue: book },
  ];
  return { module: Root, global: true, imports: [module], providers, exports: providers };
}

async function prepareHttp(
  app: NestFastifyApplication,
  { options, config, book, logger }: { options: GivenOptions; config: ServiceConfig } & Parts,
): Promise<void> {
  app.enableVersioning({ type: VersioningType.URI });
  app.useGlobalPipes(new InputValidation());
  app.useGlobalFilters(new ProblemFilter(options.problems ?? {}, logger));
  serveOpenApi(app, { title: options.service.name, release: config.HOLDFAST_RELEASE, routes: () => book.all() });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
}
