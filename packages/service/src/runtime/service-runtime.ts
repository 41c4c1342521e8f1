import type { Handler } from '@holdfast/messaging';
import { createEngine, type WorkEngine, type WritingScope } from '@holdfast/work';
import type { Logger } from 'pino';
import type { ServiceConfig } from '../config/service-config.ts';
import { openPools, type Pools } from '../database/pools.ts';
import { notingSubjects } from '../logs/subject-of-call.ts';
import type { ServiceOptions } from '../service-options.ts';
import { Messaging } from './messaging.ts';

/** The parts of a running service that are not HTTP: its connections, its transactions, its messages. */
export class ServiceRuntime<S extends WritingScope = WritingScope> {
  readonly engine: WorkEngine<S>;
  readonly pools: Pools<unknown>;
  readonly messaging: Messaging;

  static of<Db, S extends WritingScope>(
    options: ServiceOptions<Db, S>,
    config: ServiceConfig,
    logger: Logger,
  ): ServiceRuntime<S> {
    const pools = openPools<Db>(config, logger);
    const messaging = new Messaging(options.service.name, { config, logger, pools: pools as Pools<unknown> });
    const engine = createEngine<Db, Omit<S, keyof WritingScope>>({
      service: options.service.name,
      database: pools.app,
      parts: options.scope,
      outbox: notingSubjects(messaging.outbox),
      ...(options.anonymous && { anonymous: options.anonymous }),
    });
    // What may be said is known to the compiler alone; at run time a scope lets everything through to the outbox.
    return new ServiceRuntime(engine as unknown as WorkEngine<S>, pools as Pools<unknown>, messaging);
  }

  constructor(engine: WorkEngine<S>, pools: Pools<unknown>, messaging: Messaging) {
    this.engine = engine;
    this.pools = pools;
    this.messaging = messaging;
  }

  /** Begins to send and to receive. */
  start(handlers: readonly Handler[], onDead: (consumer: string, reason: string) => void): void {
    this.messaging.start({ handlers, onDead, engine: this.engine });
  }
}
