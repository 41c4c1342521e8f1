import { Module, type DynamicModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Effects } from '@holdfast/effects';
import type { WritingScope } from '@holdfast/work';
import type { Logger } from 'pino';
import type { ServiceConfig } from './config/service-config.ts';
import { RoutesController } from './admin/routes.controller.ts';
import { HealthController } from './health/health.controller.ts';
import { ServiceRuntime } from './runtime/service-runtime.ts';
import type { ServiceOptions } from './service-options.ts';
import { CONFIG, LOGGER, SERVICE_OPTIONS } from './tokens.ts';

/** Everything between a service's own code and the world: transactions, messages, effects, health. Imported once, by the app's module. */
@Module({})
export class HoldfastModule {
  /**
   * Connects a service. Opens nothing: connections are made when something is first asked, so a service comes up, and
   * says that it is not ready, where PostgreSQL or Kafka are missing.
   */
  // oxlint-disable-next-line typescript/no-explicit-any -- `(trx) => …` without a type fits any service's tables
  static forService<S extends WritingScope, Db = any>(options: ServiceOptions<Db, S>): DynamicModule {
    return {
      module: HoldfastModule,
      global: true,
      imports: [DiscoveryModule],
      controllers: [HealthController, RoutesController],
      providers: [
        { provide: SERVICE_OPTIONS, useValue: options },
        {
          provide: ServiceRuntime,
          inject: [CONFIG, LOGGER],
          useFactory: (config: ServiceConfig, logger: Logger) => ServiceRuntime.of(options, config, logger),
        },
        { provide: Effects, inject: [ServiceRuntime], useFactory: (runtime: ServiceRuntime) => runtime.effects },
        {
          provide: options.work,
          inject: [ServiceRuntime],
          useFactory: (runtime: ServiceRuntime<S>) => new options.work(runtime.engine),
        },
      ],
      exports: [options.work, Effects, SERVICE_OPTIONS, ServiceRuntime],
    };
  }
}
