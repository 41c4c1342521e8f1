import { VersioningType, type DynamicModule, type Type } from '@nestjs/common';
import { DiscoveryService, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import type { ServiceConfig } from './config/service-config.ts';
import { giveCalls } from './http/call-of-request.ts';
import { Door } from './http/door.ts';
import { fastifyServer } from './http/fastify-server.ts';
import { InputValidation } from './http/input-validation.ts';
import { serveOpenApi } from './http/open-api.ts';
import { ProblemFilter } from './http/problem-filter.ts';
import { logRequests } from './http/request-log.ts';
import { createLogger } from './logs/logger.ts';
import { nestLogger } from './logs/nest-logger.ts';
import { ServiceRuntime } from './runtime/service-runtime.ts';
import { optionsOf, type GivenOptions } from './service-options.ts';
import { CONFIG, LOGGER } from './tokens.ts';
import { refuseTraps, type Edges } from './traps/refuse-traps.ts';

/** A service that is put together and has not begun: it does not listen, and takes and sends no message. */
export interface Service {
  readonly app: NestFastifyApplication;
  readonly door: Door;
  readonly runtime: ServiceRuntime;
  /** What it does besides answering requests, for `runtime.start`. */
  readonly edges: Edges;
  readonly logger: Logger;
}

/**
 * Puts a service together without beginning anything, for `startService` and for tests that use `app.inject()`.
 *
 * Throws `RefusedToStart` when something in it would silently not do what it says.
 */
export async function createService(module: Type, config: ServiceConfig, given?: Logger): Promise<Service> {
  const options = optionsOf(module);
  const door = new Door();
  const logger = given ?? loggerFor(options, config);
  const app = await NestFactory.create<NestFastifyApplication>(rootOf(module, config, logger, door), fastifyServer(), {
    bodyParser: false,
    abortOnError: false,
    logger: nestLogger(logger),
  });
  const edges = refuseTraps(app.get(DiscoveryService), options.service);
  const runtime = app.get(ServiceRuntime);
  runtime.effects.perform(edges.performances, runtime.engine);
  await prepareHttp(app, { options, config, door, logger });
  return { app, door, logger, edges, runtime };
}

function loggerFor({ service }: GivenOptions, { HOLDFAST_RELEASE: release, LOG_LEVEL: level }: ServiceConfig): Logger {
  return createLogger({ service: service.name, release, level });
}

function rootOf(module: Type, config: ServiceConfig, logger: Logger, door: Door): DynamicModule {
  class Root {}
  const providers = [
    { provide: CONFIG, useValue: config },
    { provide: LOGGER, useValue: logger },
    { provide: Door, useValue: door },
  ];
  return { module: Root, global: true, imports: [module], providers, exports: providers };
}

async function prepareHttp(
  app: NestFastifyApplication,
  { options, config, door, logger }: { options: GivenOptions; config: ServiceConfig; door: Door; logger: Logger },
): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  giveCalls(fastify, options.anonymous ?? { id: 'anonymous', roles: [] });
  logRequests(fastify, logger);
  door.hangInto(fastify);
  app.enableVersioning({ type: VersioningType.URI });
  app.useGlobalPipes(new InputValidation());
  app.useGlobalFilters(new ProblemFilter(options.problems ?? {}, logger));
  serveOpenApi(app, { title: options.service.name, release: config.HOLDFAST_RELEASE });
  await app.init();
  await fastify.ready();
}
